"""What globus-sdk makes of the answers that it has recorded, and of cases that it is given."""

import importlib
import json
import pkgutil
import random

import globus_sdk
import globus_sdk.testing.data
from globus_sdk import GlobusAPIError
from globus_sdk.gare import to_gare
from globus_sdk.scopes import ScopeCycleError, ScopeParseError, ScopeParser
from globus_sdk.testing import construct_error
from globus_sdk.testing.models import RegisteredResponse
from globus_sdk.transport import RetryConfig

from _answer import answer, raised
from _call import plain

clients = {"auth": globus_sdk.AuthClient, "transfer": globus_sdk.TransferClient}


def _recorded():
    data = globus_sdk.testing.data
    for found in pkgutil.walk_packages(data.__path__, data.__name__ + "."):
        module = importlib.import_module(found.name)
        for case, value in getattr(getattr(module, "RESPONSES", None), "_data", {}).items():
            one = isinstance(value, RegisteredResponse)
            for index, response in enumerate([value] if one else value.responses):
                name = f"{found.name.removeprefix(data.__name__ + '.')}.{case}"
                yield name if one else f"{name}.{index}", response


def recorded():
    """The recorded answers."""
    return [
        {
            "name": name,
            "service": response.service,
            "method": response.method,
            "path": "/" + response.path.lstrip("/"),
            "status": response.status,
            "headers": response.headers or {},
            "body": response.body if response.json is None else json.dumps(response.json),
            "kind": response.content_type
            or ("text/plain" if response.json is None else "application/json"),
        }
        for name, response in _recorded()
    ]


def _demands(error):
    try:
        gare = to_gare(error)
    except (AttributeError, IndexError, TypeError) as broken:
        return raised(broken)
    if gare is None:
        return None
    parameters = gare.authorization_parameters.to_dict()
    return {name: value for name, value in parameters.items() if value not in (None, [], False)}


def replay(base_url):
    """What the SDK makes of each, served again at an address that begins with its number."""
    retries = RetryConfig(max_retries=0)
    transport = globus_sdk.transport.RequestsTransport()
    opened = {
        service: kind(base_url=base_url, transport=transport, retry_config=retries)
        for service, kind in {**clients, "other": globus_sdk.BaseClient}.items()
    }
    return [_replay(opened, index, response) for index, (_, response) in enumerate(_recorded())]


def _replay(opened, index, response):
    client = opened.get(response.service, opened["other"])
    path = f"/{index}/" + response.path.lstrip("/")
    try:
        got = client.request(response.method, path)
    except GlobusAPIError as error:
        return {
            "status": error.http_status,
            "data": plain(error.raw_json),
            "code": error.code,
            "request_id": error.request_id,
            "message": error.message,
            "gare": _demands(error),
        }
    try:
        data = json.loads(got.text)
    except ValueError:
        data = None
    return {"status": got.http_status, "data": plain(data)}


def _tree(scope):
    return [scope.scope_string, scope.optional, sorted(map(_tree, scope.dependencies))]


def _scopes(parse):
    try:
        return {"scopes": sorted(map(_tree, parse()))}
    except ScopeCycleError:
        return {"refused": "depends on itself"}
    except ScopeParseError:
        return {"refused": "not well formed"}


def _merged(one, other):
    return ScopeParser.merge_scopes(ScopeParser.parse(one), ScopeParser.parse(other))


def _scope_text(rng, depth=0):
    """Mostly a good text: few names, so that they meet again."""
    parts = []
    for _ in range(rng.randint(1, 3)):
        part = ("*" if rng.random() < 0.3 else "") + rng.choice(scope_names)
        if depth < 3 and rng.random() < 0.4:
            blank = rng.choice(["", "", " "])
            part += f"[{blank}{_scope_text(rng, depth + 1)}{blank}]"
        parts.append(part)
    return rng.choice([" ", " ", "  "]).join(parts)


scope_names = ["openid", "urn:globus:a:all", "urn:globus:b:all", "https://x.example.org/scopes/c/d"]
scope_names += [f"s{number}" for number in range(12)]


def _damaged(rng, text):
    """The text with a sign more, or one less."""
    at = rng.randrange(len(text) + 1)
    if rng.random() < 0.5:
        return text[:at] + rng.choice("*[] \t") + text[at:]
    return text[:at] + text[at + 1 :]


def scopes(seed, count):
    """Texts of scopes, what they are read as, and what two of them are together."""
    rng = random.Random(seed)
    cases = []
    for _ in range(count):
        one, other = _scope_text(rng), _scope_text(rng)
        if rng.random() < 0.4:
            one = _damaged(rng, one)
        parsed = _scopes(lambda: ScopeParser.parse(one))
        merged = _scopes(lambda: _merged(one, other))
        cases.append({"one": one, "other": other, "parsed": parsed, "merged": merged})
    return cases


lists = [
    "session_required_identities",
    "session_required_policies",
    "session_required_single_domain",
    "required_scopes",
]
words = ["a", "b", "c d", "urn:made:up"]


def _value(rng, name):
    strange = [None, 7, True, [], [7], {"a": 1}, "true"]
    if rng.random() < 0.15:
        return rng.choice(strange)
    if name in lists:
        texts = rng.sample(words, rng.randint(0, 3))
        return ",".join(texts) if texts and rng.random() < 0.3 else texts
    if name == "session_required_mfa":
        return rng.random() < 0.7
    return rng.choice(["Please log in", "login", "é"])


def _some(rng, names, likely):
    return {name: _value(rng, name) for name in names if rng.random() < likely}


parameter_names = [*lists, "session_required_mfa", "session_message", "prompt", "unknown"]


def _error(rng):
    document = {}
    if rng.random() < 0.8:
        document["code"] = rng.choice(["ConsentRequired", "AuthorizationRequired", "x", "", None, 7])
    if rng.random() < 0.5:
        document["authorization_parameters"] = _some(rng, parameter_names, 0.35)
        if rng.random() < 0.1:
            document["authorization_parameters"] = rng.choice([None, [], "x", {}])
    names = {"required_scopes": 0.35, "session_message": 0.1, "message": 0.4, "description": 0.3}
    for name, likely in names.items():
        document |= _some(rng, [name], likely)
    if rng.random() < 0.25:
        document["required_scope"] = rng.choice(["urn:made:up", None, ["a"], 7])
    if rng.random() < 0.2:
        document["unapproved_scopes"] = rng.choice([["a", "b"], ["a"], [], "a", None, [7]])
    return document


def demands(seed, count):
    """Errors, and what each asks of a person."""
    rng = random.Random(seed)
    cases = []
    for _ in range(count):
        document = _error(rng)
        if rng.random() < 0.4:
            document["errors"] = [_error(rng) for _ in range(rng.randint(0, 2))]
        if rng.random() < 0.2:
            document["error"] = rng.choice(["dependent_consent_required", "x", None])
        error = construct_error(http_status=403, body=document)
        cases.append({"document": document, "gare": _demands(error)})
    return cases


answer(recorded=recorded, replay=replay, scopes=scopes, demands=demands)
