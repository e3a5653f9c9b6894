"""globus-sdk's clients of Globus Auth, step by step, all in one process."""

from urllib.parse import parse_qsl

import globus_sdk

from _answer import answer
from _call import counted
from _person import approve as approve_at

kept = {}


def start(native, app, secret):
    """Make the clients of an app without a secret and of one with it."""
    kept["native"] = globus_sdk.NativeAppAuthClient(native)
    kept["app"] = globus_sdk.ConfidentialAppAuthClient(app, secret)
    return counted(lambda: None)


def _resolved(value):
    """`$name.key` stands for what a step has kept."""
    if not isinstance(value, str) or not value.startswith("$"):
        return value
    name, *path = value[1:].split(".")
    found = kept[name]
    for key in path:
        found = found[int(key) if key.isdecimal() else key]
    return found


def authorize_url(client, flow, params):
    """Start a login, and tell where the person is to be sent."""

    def work():
        kept[client].oauth2_start_flow(**flow)
        kept["url"] = kept[client].oauth2_get_authorize_url(query_params=params)
        address, _, query = kept["url"].partition("?")
        return [address, parse_qsl(query)]

    return counted(work)


def approve(page_url):
    """A person allows the login."""

    def work():
        kept["code"] = approve_at(page_url, kept["url"])["code"][0]

    return counted(work)


def log_in(token):
    """Make the client that calls with somebody's token."""

    def work():
        authorizer = globus_sdk.AccessTokenAuthorizer(_resolved(token))
        kept["person"] = globus_sdk.AuthClient(authorizer=authorizer)

    return counted(work)


def step(client, name, args, options, keep):
    """Call a method; what is refused is an answer too."""

    def work():
        given = [_resolved(value) for value in args]
        try:
            return getattr(kept[client], name)(*given, **options).data
        except globus_sdk.AuthAPIError as error:
            return {"refused": error.http_status}

    told = counted(work)
    kept[keep] = told["answer"]
    return told


answer(
    start=start,
    authorize_url=authorize_url,
    approve=approve,
    log_in=log_in,
    step=step,
)
