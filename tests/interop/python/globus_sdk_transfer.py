"""The operations of globus-sdk's TransferClient, each call at a base URL of its own."""

import datetime
from inspect import isfunction

import globus_sdk

from _answer import answer


def _client(url):
    authorizer = globus_sdk.AccessTokenAuthorizer("made-up")
    return globus_sdk.TransferClient(authorizer=authorizer, base_url=url)


def operations():
    """The names of the client's own methods, and of those that come in pages."""
    own = vars(globus_sdk.TransferClient).items()
    methods = [name for name, value in own if isfunction(value) and not name.startswith("_")]
    paginated = _client("http://127.0.0.1/").paginated
    return [methods, [name for name in methods if hasattr(paginated, name)]]


def call(url, name, args, options):
    """Call an operation; one that comes in pages, to its end."""
    client = _client(url)
    if hasattr(client.paginated, name):
        for _ in getattr(client.paginated, name)(*args, **options):
            pass
    else:
        getattr(client, name)(*args, **options)


def _with_moments(options):
    """Options in which `{"moment": ...}` is a datetime."""
    return {
        name: datetime.datetime.fromisoformat(value["moment"]) if _is_moment(value) else value
        for name, value in options.items()
    }


def _is_moment(value):
    return isinstance(value, dict) and "moment" in value


def submit_transfer(url, ends, options, items, rules):
    """Submit a transfer of items `[source, destination, options]` with rules `[name, options]`."""
    data = globus_sdk.TransferData(*ends, **_with_moments(options))
    for source, destination, more in items:
        data.add_item(source, destination, **more)
    for name, more in rules:
        data.add_filter_rule(name, **more)
    _client(url).submit_transfer(data)


def submit_delete(url, endpoint, options, paths):
    """Submit a delete of paths."""
    data = globus_sdk.DeleteData(endpoint, **_with_moments(options))
    for path in paths:
        data.add_item(path)
    _client(url).submit_delete(data)


answer(
    operations=operations,
    call=call,
    submit_transfer=submit_transfer,
    submit_delete=submit_delete,
)
