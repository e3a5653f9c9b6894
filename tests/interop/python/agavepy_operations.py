"""Every method of AgavePy for tokens, tenants, OAuth clients and profiles, in either release."""

import collections
import collections.abc
import contextlib
import getpass
import io

# attrdict, which 1.0 needs, was written before Python 3.10 took these names away.
for name in ("Iterable", "Mapping", "MutableMapping", "Sequence"):
    setattr(collections, name, getattr(collections.abc, name))

import requests  # noqa: E402
from agavepy import agave, tenants  # noqa: E402

from _agavepy import reach  # noqa: E402
from _answer import answer  # noqa: E402
from _call import counted, plain, public_names  # noqa: E402

services = ("clients", "profiles")
kept = {}


def names():
    """The methods of a session, the functions for tenants, and the services' operations."""
    ag = agave.Agave(api_server="http://127.0.0.1", tenant_id="none")
    declared = {
        resource["name"]: resource["api_declaration"]["apis"] for resource in ag.resources["apis"]
    }
    operations = [
        f"{service}.{operation['nickname']}"
        for service in services
        for api in declared[service]
        for operation in api["operations"]
    ]
    functions = [f"tenants.{name}" for name in getattr(tenants, "__all__", ["tenant_list"])]
    return [f"Agave.{name}" for name in public_names(agave.Agave)] + functions + operations


def discontinued():
    """The methods that a session of 1.0 has, and that say at once that they are no more."""
    from agavepy.interactive.deprecated import DeprecatedCommands

    gone = []
    for name in public_names(DeprecatedCommands):
        method = getattr(DeprecatedCommands(), name)
        required = method.__code__.co_argcount - 1 - len(method.__defaults__ or ())
        try:
            method(*[None] * required)
        except NotImplementedError:
            gone.append(f"Agave.{name}")
    return gone


def session(password, **options):
    """Make a session, which logs in where it has a client's key and no token."""

    def work():
        getpass.getpass = lambda prompt="": password
        ag = agave.Agave(password=password, **options)
        kept["ag"] = ag
        return True

    return counted(work)


def method(name, args=(), options=None, attributes=None):
    """Call a method of the session, after some of its attributes were set."""

    def work():
        for key, value in (attributes or {}).items():
            setattr(kept["ag"], key, value)
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            found = getattr(kept["ag"], name)(*args, **(options or {}))
        return plain(found) if found is not None else printed.getvalue().splitlines()

    return counted(work)


def attributes(names):
    """Attributes of the session."""
    return counted(lambda: [plain(getattr(kept["ag"], name)) for name in names])


def refresh():
    """Renew the tokens as every call does that is told they have ended."""

    def work():
        kept["ag"].token.refresh()
        return True

    return counted(work)


def operation(name, options=None, credentials=None):
    """Call an operation of a service."""
    service, member = name.split(".")

    def work():
        ag = kept["ag"]
        for key, value in (credentials or {}).items():
            setattr(ag, key, value)
        reach(ag, agave.load_resource)
        return plain(getattr(getattr(ag, service), member)(**(options or {})))

    return counted(work)


def refused(name, options=None):
    """The status with which a service refuses an operation."""

    def work():
        try:
            return operation(name, options)["answer"]
        except requests.HTTPError as error:
            return error.response.status_code

    return counted(work)


def tenant(name, args=()):
    """Call a function for tenants."""
    return counted(lambda: plain(getattr(tenants, name)(*args)))


answer(
    names=names,
    discontinued=discontinued,
    session=session,
    method=method,
    attributes=attributes,
    refresh=refresh,
    operation=operation,
    refused=refused,
    tenant=tenant,
)
