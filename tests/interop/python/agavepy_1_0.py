"""AgavePy 1.0: `restore()` with `current`, and the sessions beside it."""

import collections
import collections.abc

# attrdict, which it needs, was written before Python 3.10 took these names away.
for name in ("Iterable", "Mapping", "MutableMapping", "Sequence"):
    setattr(collections, name, getattr(collections.abc, name))

import requests  # noqa: E402
from agavepy import Agave  # noqa: E402
from agavepy.configgen import load_resource  # noqa: E402

from _agavepy import describe, profile_username  # noqa: E402
from _answer import answer, raised  # noqa: E402


def login(**agave):
    """Log in; the session is saved by that."""
    ag = Agave(**agave)
    return describe(ag, ag.token.token_info)


def create_client(client_name, **agave):
    """Make an OAuth client, and give what is needed to log in with it."""
    return Agave(**agave).clients_create(client_name=client_name, description="from AgavePy")


def restore(**choice):
    """The session that `restore()` finds; it saves it at once."""
    ag = Agave.restore(**choice)
    return describe(ag, ag.token.token_info)


def refresh():
    """Restore the session, renew its tokens, and have them saved."""
    ag = Agave.restore()
    try:
        ag.refresh()
    except requests.exceptions.HTTPError as error:
        return raised(error)
    return describe(ag, ag.token.token_info)


def renew():
    """Restore the session, and renew its tokens; the access token that it goes on with."""
    renewed = refresh()
    return renewed.get("accessToken", renewed)


answer(
    create_client=create_client,
    login=login,
    restore=restore,
    refresh=refresh,
    renew=renew,
    profile=lambda: profile_username(Agave.restore(), load_resource),
)
