"""A tour of globus-sdk's TransferClient through one sandbox, step by step, all in one process."""

import os
import time
from inspect import isfunction

import globus_sdk

from _answer import answer
from _call import counted

kept = {}


def names():
    """The names of the client's own methods."""
    own = vars(globus_sdk.TransferClient).items()
    return [name for name, value in own if isfunction(value) and not name.startswith("_")]


def start(token, known):
    """Make the client; `known` are values that steps refer to."""
    kept.update(known)
    authorizer = globus_sdk.AccessTokenAuthorizer(token)
    kept["client"] = globus_sdk.TransferClient(authorizer=authorizer)
    return counted(lambda: None)


def _resolved(value):
    """`$name.key` stands for what a step has kept."""
    if isinstance(value, str) and value.startswith("$"):
        name, *path = value[1:].split(".")
        found = kept[name]
        for key in path:
            found = found[int(key) if key.isdecimal() else key]
        return found
    if isinstance(value, list):
        return [_resolved(item) for item in value]
    if isinstance(value, dict):
        return {key: _resolved(item) for key, item in value.items()}
    return value


def step(name, args, options, keep):
    """Call a method; one that comes in pages, to its end."""

    def work():
        client = kept["client"]
        given = (_resolved(args), _resolved(options))
        if hasattr(client.paginated, name):
            paginator = getattr(client.paginated, name)(*given[0], **given[1])
            return list(paginator.items())
        result = getattr(client, name)(*given[0], **given[1])
        return getattr(result, "data", result)

    told = counted(work)
    kept[keep] = told["answer"]
    return told


def refused(name, args):
    """What a method is refused with."""

    def work():
        try:
            getattr(kept["client"], name)(*args)
        except globus_sdk.TransferAPIError as error:
            return {"status": error.http_status, "code": error.code, "message": error.message}
        raise AssertionError(f"{name} was not refused")

    return counted(work)


def settle(flag):
    """Wait until the scenario has seen all tasks end; it takes the flag away then."""
    open(flag, "w").close()
    while os.path.exists(flag):
        time.sleep(0.01)
    return counted(lambda: None)


answer(names=names, start=start, step=step, refused=refused, settle=settle)
