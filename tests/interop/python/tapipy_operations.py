"""Every operation of tapipy's authenticator, files, tenants and tokens, by name."""

import base64
import html
import re
import time
import urllib.parse
import urllib.request

from tapipy.errors import BaseTapyException
from tapipy.tapis import Operation, Tapis

from _answer import answer
from _call import counted, plain, public_names

resources = ("authenticator", "files", "tenants", "tokens")
kept = {}


def names():
    """The operations of the resources, and the methods of the client itself."""
    tapis = Tapis(base_url="http://127.0.0.1", tenant_id="none")
    operations = [
        f"{resource}.{name}"
        for resource in resources
        for name, operation in vars(getattr(tapis, resource)).items()
        if isinstance(operation, Operation)
    ]
    return operations + [f"Tapis.{name}" for name in public_names(Tapis)]


def connect(**options):
    """Make a client, which looks for its tenant."""

    def work():
        kept["tapis"] = Tapis(**options)
        return kept["tapis"].tenant_id

    return counted(work)


def _filled(value):
    """A text that begins with a dollar names what an earlier call gave: `$login.access_token`."""
    if isinstance(value, dict):
        return {key: _filled(item) for key, item in value.items()}
    if not isinstance(value, str) or not value.startswith("$"):
        return value
    name, *attributes = value[1:].split(".")
    found = kept[name]
    for attribute in attributes:
        found = getattr(found, attribute)
    return found


def call(name, options=None, keep=None):
    """Call an operation."""
    resource, member = name.split(".")
    tapis = kept["tapis"]
    owner = tapis if resource == "Tapis" else getattr(tapis, resource)

    def work():
        found = getattr(owner, member)(**_filled(options or {}))
        if keep:
            kept[keep] = found
        return plain(found)

    return counted(work)


def refused(name, options=None):
    """The status with which the service refuses an operation."""

    def work():
        try:
            return call(name, options)["answer"]
        except BaseTapyException as error:
            return error.response.status_code

    return counted(work)


def tokens(name):
    """Have the client buy tokens by itself; what they say."""

    def work():
        tapis = kept["tapis"]
        getattr(tapis, name)()
        kept["access"] = tapis.access_token.access_token
        if tapis.refresh_token:
            kept["refresh"] = tapis.refresh_token.refresh_token
        assert tapis.get_access_jwt() == kept["access"]
        return tapis.access_token.claims

    return counted(work)


def grant(client=None, **fields):
    """Buy tokens with a grant that the client has no method of its own for; what they say."""

    def work():
        tapis = kept["tapis"]
        pair = ":".join(_filled(part) for part in client or [])
        basic = base64.b64encode(pair.encode()).decode()
        headers = {"Authorization": f"Basic {basic}"} if client else {}
        given = {key: _filled(item) for key, item in fields.items()}
        pair = tapis.authenticator.create_token(_tapis_headers=headers, **given)
        assert pair.refresh_token.refresh_token
        return tapis.add_claims_to_token(pair.access_token).claims

    return counted(work)


def validate():
    """Check the token's signature with the key that the tenant's record has."""
    return counted(lambda: kept["tapis"].validate_token(kept["access"]))


def setters():
    """Hand the client's own tokens and tenant back to it; it goes on as before."""

    def work():
        tapis = kept["tapis"]
        access, refresh = tapis.access_token, tapis.refresh_token
        tapis.set_tenant(tapis.tenant_id, tapis.base_url)
        tapis.set_jwt(access.access_token)
        tapis.access_token = None
        assert tapis.get_access_jwt() is None or tapis.get_access_jwt() == access.access_token
        tapis.set_access_token(access)
        tapis.set_refresh_token(refresh)
        return tapis.authenticator.get_userinfo().username

    return counted(work)


def answer_page(url, key, user_code=None):
    """Do what a person does on a page of a login; where that leads to."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *arguments):
            return None

    def work():
        cookies = urllib.request.HTTPCookieProcessor()
        # What a browser asks is not what tapipy has asked.
        person = {"User-Agent": "person"}
        shown = urllib.request.Request(_filled(url), headers=person)
        page = urllib.request.build_opener(cookies).open(shown).read().decode()
        fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
        fields |= {"key": key, **({"user_code": _filled(user_code)} if user_code else {})}
        action = html.unescape(re.search(r'<form method="post" action="([^"]*)"', page).group(1))
        target = urllib.parse.urljoin(_filled(url), action)
        data = urllib.parse.urlencode(fields).encode()
        try:
            answer = urllib.request.Request(target, data, person)
            urllib.request.build_opener(cookies, Stay).open(answer)
        except urllib.error.HTTPError as error:
            location = urllib.parse.urlsplit(error.headers["location"])
            kept["code"] = urllib.parse.parse_qs(location.query)["code"][0]
        return None

    return counted(work)


def until_ended(task):
    """Ask for a transfer until it has ended; its status."""

    def work():
        for _ in range(400):
            found = kept["tapis"].files.getTransferTask(
                transferTaskId=_filled(task), includeSummary=True
            )
            if found.status not in ("ACCEPTED", "STAGED", "IN_PROGRESS"):
                return found.status
            time.sleep(0.02)
        return "time-out"

    return counted(work)


def upload(**options):
    """Upload a file of this machine."""
    return counted(lambda: plain(kept["tapis"].upload(**options)))


def insert(content, **options):
    """Upload a text."""
    return counted(lambda: plain(kept["tapis"].files.insert(file=content, **options)))


answer(
    names=names,
    connect=connect,
    call=call,
    refused=refused,
    tokens=tokens,
    grant=grant,
    validate=validate,
    setters=setters,
    answer_page=answer_page,
    until_ended=until_ended,
    upload=upload,
    insert=insert,
)
