"""Every public method of CAVEclient's clients of auth, info, state and chunkedgraph, by name."""

import datetime
import inspect
import os
import webbrowser

import numpy
import requests
from caveclient import CAVEclient
from caveclient.auth import AuthClient
from caveclient.chunkedgraph import ChunkedGraphClient
from caveclient.infoservice import InfoServiceClient
from caveclient.jsonservice import JSONService

from _answer import answer
from _call import counted, plain, public_names

kinds = {
    "auth": AuthClient,
    "info": InfoServiceClient,
    "state": JSONService,
    "chunkedgraph": ChunkedGraphClient,
}
pages = []
webbrowser.open = lambda url, *args, **kwargs: pages.append(url)
kept = {}


def names():
    """The public methods and properties of the services, as `service.name`."""
    return [f"{service}.{name}" for service, kind in kinds.items() for name in public_names(kind)]


def parameters(methods):
    """How many arguments each method must be given, and the names of those that it may be given."""
    found = {}
    for method in methods:
        service, name = method.split(".")
        if isinstance(getattr(kinds[service], name), property):
            continue
        signature = inspect.signature(getattr(kinds[service], name))
        given = [one for one in list(signature.parameters.values())[1:] if one.kind != one.VAR_KEYWORD]
        optional = [one.name for one in given if one.default is not one.empty]
        found[method] = [len(given) - len(optional), optional]
    return found


def open_client(**options):
    """Make the client, and those of its services, which look at their servers' versions."""

    def work():
        client = CAVEclient(write_server_cache=False, **options)
        kept["client"] = client
        services = [client.info, client.state, client.chunkedgraph]
        return [str(service.server_version) for service in services]

    return counted(work)


def _argument(value):
    """Whole numbers come as text, moments as `{"moment": ...}`, and boxes as `{"box": ...}`."""
    if isinstance(value, str) and value.isdecimal():
        return int(value)
    if isinstance(value, list):
        return [_argument(item) for item in value]
    if isinstance(value, dict) and "moment" in value:
        return datetime.datetime.fromisoformat(value["moment"])
    if isinstance(value, dict) and "box" in value:
        return numpy.array(value["box"])
    return value


def call(name, args=(), options=None):
    """Call a method, or read a property."""
    service, member = name.split(".")
    owner = getattr(kept["client"], service)

    def work():
        if isinstance(getattr(type(owner), member, None), property):
            return plain(getattr(owner, member))
        given = {key: _argument(value) for key, value in (options or {}).items()}
        return plain(getattr(owner, member)(*[_argument(value) for value in args], **given))

    return counted(work)


def refused(name, args=()):
    """The status with which the service refuses a method."""

    def work():
        try:
            call(name, args)
        except requests.HTTPError as error:
            return {"status": error.response.status_code}

    return counted(work)


def state_json(name, document):
    """A method of the state service that takes a document as it stands."""
    return counted(lambda: str(getattr(kept["client"].state, name)(document)))


def build_url(state_id, **options):
    """The address of a state in a viewer."""
    return counted(lambda: kept["client"].state.build_neuroglancer_url(int(state_id), **options))


def save_state(document, name):
    """What CAVEclient writes into a file."""
    path = os.path.join(os.path.expanduser("~"), name)
    kept["client"].state.save_state_json_local(document, path)
    with open(path, encoding="utf-8") as file:
        return file.read()


def token_pages():
    """The pages that CAVEclient sends a person to for a token."""
    auth = kept["client"].auth
    auth.get_new_token(open=True)
    auth.setup_token(make_new=False, open=True)
    return [*pages, auth.get_token_page(open=False)]


def save_token(token):
    """Save a token, look it up again, and have it open the service."""
    auth = kept["client"].auth
    auth.save_token(token, overwrite=True)
    auth.get_token("token")
    return [auth.token, [record["token"] for record in auth.get_tokens()]]


answer(
    names=names,
    parameters=parameters,
    open_client=open_client,
    call=call,
    refused=refused,
    state_json=state_json,
    build_url=build_url,
    save_state=save_state,
    token_pages=token_pages,
    save_token=save_token,
)
