"""CAVEclient's side of the secret files."""

import os

from caveclient.auth import AuthClient
from caveclient.datastack_lookup import handle_server_address, read_map

from _answer import answer, raised


def save(token, overwrite=False, **client):
    """Save a token; `client` may hold server_address, local_server, token_file and so on."""
    try:
        AuthClient(**client).save_token(token=token, overwrite=overwrite)
    except ValueError as error:
        return raised(error)


def save_under(token, token_key, **client):
    """Save a token under a key of one's own, into the file that is read."""
    AuthClient(**client).save_token(token=token, token_key=token_key, write_to_server_file=False)


def find(**client):
    """The token CAVEclient finds, and what it would put into the header."""
    auth = AuthClient(**client)
    return {"token": auth.token, "header": auth.request_header.get("Authorization")}


def remember(datastack, server_address):
    """Have CAVEclient remember a datastack's server."""
    handle_server_address(datastack, server_address, write=True)


def server_of(datastack):
    """The server CAVEclient remembers for a datastack."""
    return handle_server_address(datastack, None)


def datastacks(**client):
    """The datastacks that the server names to CAVEclient with the token it finds."""
    from caveclient import CAVEclient

    return CAVEclient(**client).info.get_datastacks()


def home():
    """The home folder that Python sees."""
    return os.path.expanduser("~")


def move(home):
    """Go on in another home; CAVEclient looks up the home at each call."""
    os.environ["HOME"] = home


answer(
    save=save,
    save_under=save_under,
    find=find,
    remember=remember,
    server_of=server_of,
    servers=read_map,
    datastacks=datastacks,
    home=home,
    move=move,
)
