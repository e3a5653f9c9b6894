"""Calls by name, whose answers are JSON, with the number of requests that each made."""

import datetime
import inspect

import sitecustomize

largest = 2**53


def counted(work):
    """What a function returns, and how many requests it made for that."""
    before = sitecustomize.requests
    answer = work()
    return {"answer": answer, "requests": sitecustomize.requests - before}


def plain(value):
    """A value as JSON; whole numbers that JavaScript could not hold as text."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if hasattr(value, "tolist"):
        value = value.tolist()
    if hasattr(value, "to_dict"):
        return plain(value.to_dict(orient="records"))
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return value if abs(value) < largest else str(value)
    if isinstance(value, float):
        return value
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, datetime.datetime):
        return value.timestamp()
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted(plain(item) for item in value)
    if hasattr(value, "__dict__"):
        return plain(vars(value))
    return str(value)


def public_names(kind):
    """The public methods and properties of a class."""
    return [
        name
        for name, member in inspect.getmembers(kind)
        if not name.startswith("_")
        and (callable(member) or isinstance(member, property))
    ]
