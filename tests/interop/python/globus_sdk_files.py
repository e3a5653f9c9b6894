"""Token files in every format that globus-sdk writes, with made-up records, and what it reads in them."""

import inspect
import os
import random

from globus_sdk import token_storage
from globus_sdk.token_storage import JSONTokenStorage, SQLiteTokenStorage, TokenStorageData, legacy
from globus_sdk.token_storage.legacy import SimpleJSONFileAdapter, SQLiteAdapter

from _answer import answer

kinds = {"json": JSONTokenStorage, "sqlite": SQLiteTokenStorage}
before = {"json": SimpleJSONFileAdapter, "sqlite": SQLiteAdapter}
namespaces = ["DEFAULT", "Größe/β", "", 'a "b" \\c', "__proto__"]
servers = ["auth.globus.org", "transfer.api.globus.org", "1.5", "é\u2028 \U0001f600", "__proto__"]


class _Response:
    """As much of a token response as a storage of the first kind looks at."""

    def __init__(self, by_resource_server):
        self.by_resource_server = by_resource_server


def names():
    """Every class that stores tokens."""
    return sorted(
        f"{module.__name__.removeprefix('globus_sdk.')}.{name}"
        for module in (token_storage, legacy)
        for name in module.__all__
        for base in (token_storage.TokenStorage, legacy.StorageAdapter)
        if issubclass(getattr(module, name), base) and not inspect.isabstract(getattr(module, name))
    )


def _record(rng, server, first):
    token = f"Ag{rng.getrandbits(128):x}"
    record = {
        "resource_server": server,
        "scope": " ".join(rng.sample(["openid", "urn:globus:a:all", "é", "a[b *c]"], rng.randint(0, 3))),
        "access_token": token,
        "refresh_token": rng.choice([None, f"Ag{rng.getrandbits(128):x}"]),
        "expires_at_seconds": rng.choice([0, 1, 1732780800, 2**31, rng.randint(1, 2**40)]),
        "token_type": rng.choice([None, "Bearer"]),
    }
    # Formerly the person was not kept.
    return record if first else record | {"identity_id": rng.choice([None, "8f1d5c2e-0b8a-4c1b-9e55"])}


def _stores(rng, first, spaces):
    """What is stored, one after the other, in which namespace."""
    return [
        (
            rng.choice(spaces),
            {name: _record(rng, name, first) for name in rng.sample(servers, rng.randint(1, 3))},
        )
        for _ in range(rng.randint(1, 4))
    ]


def _open(kind, first, path, namespace):
    if not first:
        return kinds[kind](path, namespace=namespace)
    return before["json"](path) if kind == "json" else before["sqlite"](path, namespace=namespace)


def _store(opened, records, first):
    if first:
        opened.store(_Response(records))
    else:
        opened.store_token_data_by_resource_server(
            {server: TokenStorageData.from_dict(record) for server, record in records.items()}
        )


def _close(opened):
    if hasattr(opened, "close"):
        opened.close()


def write(folder, seed, count):
    """Write as many files in each format; tells of each what the SDK reads in it, by namespace."""
    rng = random.Random(seed)
    files = []
    for number in range(count):
        for kind, first in [("json", False), ("sqlite", False), ("json", True), ("sqlite", True)]:
            name = f"{number} {kind} {1 if first else 2}"
            path = os.path.join(folder, name.replace(" ", "-"))
            spaces = ["DEFAULT"] if kind == "json" and first else namespaces
            stored = _stores(rng, first, spaces)
            for namespace, records in stored:
                opened = _open(kind, first, path, namespace)
                _store(opened, records, first)
                if not first and rng.random() < 0.2:
                    opened.remove_token_data(rng.choice(list(records)))
                _close(opened)
            used = sorted({namespace for namespace, _ in stored})
            file = {"name": name, "kind": kind, "path": path, "namespaces": used}
            files.append(file | {"read": _read(first=first, **file)})
    return files


def _read(kind, path, namespaces, first=False, **_):
    by_namespace = {}
    for namespace in namespaces:
        opened = _open(kind, first, path, namespace)
        if first:
            records = opened.get_by_resource_server()
        else:
            found = opened.get_token_data_by_resource_server()
            records = {server: data.to_dict() for server, data in found.items()}
        _close(opened)
        by_namespace[namespace] = {
            server: {name: value for name, value in record.items() if value is not None}
            for server, record in records.items()
        }
    return by_namespace


def read(files):
    """What the SDK of today reads in files, by namespace."""
    return [_read(**file) for file in files]


answer(names=names, write=write, read=read)
