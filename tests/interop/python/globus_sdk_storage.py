"""globus-sdk's token storages, where its apps keep them."""

import os

import globus_sdk
from globus_sdk.globus_app import GlobusAppConfig
from globus_sdk.token_storage import JSONTokenStorage, SQLiteTokenStorage, TokenStorageData
from globus_sdk.token_storage.legacy import SimpleJSONFileAdapter, SQLiteAdapter

from _answer import answer

kinds = {"json": JSONTokenStorage, "sqlite": SQLiteTokenStorage}


class _Response:
    """As much of a token response as a storage of the first kind looks at."""

    def __init__(self, by_resource_server):
        self.by_resource_server = by_resource_server


def _storage(kind, client_id, app_name, environment="production", namespace="DEFAULT"):
    config = GlobusAppConfig(environment=environment)
    return kinds[kind].for_globus_app(client_id, app_name, config, namespace)


def store(records, **storage):
    """Store records, by resource server; returns the file's path."""
    opened = _storage(**storage)
    opened.store_token_data_by_resource_server(
        {server: TokenStorageData.from_dict(record) for server, record in records.items()}
    )
    opened.close()
    return opened.filepath


def read(**storage):
    """Every record of a namespace, by resource server."""
    opened = _storage(**storage)
    records = opened.get_token_data_by_resource_server()
    opened.close()
    return {server: data.to_dict() for server, data in records.items()}


def remove(server, **storage):
    """Remove one record."""
    opened = _storage(**storage)
    removed = opened.remove_token_data(server)
    opened.close()
    return removed


def store_as_before(kind, path, records):
    """Store records in the format of version 3 of the SDK."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    adapter = SimpleJSONFileAdapter(path) if kind == "json" else SQLiteAdapter(path)
    adapter.store(_Response(records))
    if kind == "sqlite":
        adapter.close()


def _app(client_id, app_name, kind="json"):
    config = GlobusAppConfig(request_refresh_tokens=True, token_storage=kind)
    return globus_sdk.UserApp(app_name, client_id=client_id, config=config)


def display_name(endpoint, **app):
    """The name of a collection, asked by an app with its stored tokens, renewed where need be."""
    with _app(**app) as opened:
        client = globus_sdk.TransferClient(app=opened)
        return client.get_endpoint(endpoint)["display_name"]


def login_required(**app):
    """Whether an app with these stored tokens would ask its user to log in."""
    with _app(**app) as opened:
        globus_sdk.TransferClient(app=opened)
        return opened.login_required()


answer(
    store=store,
    read=read,
    remove=remove,
    store_as_before=store_as_before,
    display_name=display_name,
    login_required=login_required,
)
