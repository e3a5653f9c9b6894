"""AgavePy 0.9: the interactive calls with `config.json`, and `restore()` with `current`."""

import getpass
import os

import requests
from agavepy.agave import Agave, load_resource

from _agavepy import describe, profile_username
from _answer import answer, raised

cache = os.environ["AGAVE_CACHE_DIR"]


def login(password, client_name, username, api_key, api_secret, **agave):
    """Log in as a person at a terminal does, and save the session."""
    getpass.getpass = lambda prompt="": password
    ag = Agave(**agave)
    ag.username = username
    ag.client_name = client_name
    ag.api_key = api_key
    ag.api_secret = api_secret
    ag.get_access_token()
    ag.save_configs(cache)
    return describe(ag)


def create_client(password, client_name, username, **agave):
    """Make an OAuth client as a person at a terminal does, and give what is needed to log in with it."""
    getpass.getpass = lambda prompt="": password
    ag = Agave(**agave)
    ag.username = username
    ag.clients_create(client_name, "from AgavePy")
    return {"api_key": ag.api_key, "api_secret": ag.api_secret, "client_name": ag.client_name}


def restore(**choice):
    """The session that `restore()` finds."""
    ag = Agave.restore(**choice)
    return describe(ag, ag.token.token_info)


def refresh():
    """Restore the session, renew its tokens, and have them saved; the session as it is then saved.

    What it holds itself differs: it saves the new tokens with the length of the old ones.
    """
    ag = Agave.restore()
    try:
        ag.token.refresh()
    except requests.exceptions.HTTPError as error:
        return raised(error)
    saved = restore()
    assert saved["accessToken"] == ag.token.token_info["access_token"]
    return saved


def renew():
    """Restore the session, and renew its tokens; the access token that it goes on with."""
    ag = Agave.restore()
    try:
        ag.token.refresh()
    except requests.exceptions.HTTPError as error:
        return raised(error)
    return ag.token.token_info["access_token"]


def _loaded():
    ag = Agave(api_server="https://nowhere.invalid")
    ag.load_configs(cache)
    return ag


def load():
    """The session that `load_configs()` finds."""
    return describe(_loaded())


def load_and_refresh():
    """Load the session, renew its tokens as before a file is listed, and save it."""
    ag = _loaded()
    # It is asked to renew what has a minute left, so the token is made out to be old.
    ag.created_at = "0"
    ag.refresh_tokens()
    ag.save_configs(cache)
    return describe(ag)


answer(
    create_client=create_client,
    login=login,
    restore=restore,
    refresh=refresh,
    renew=renew,
    load=load,
    load_and_refresh=load_and_refresh,
    profile=lambda: profile_username(Agave.restore(), load_resource),
)
