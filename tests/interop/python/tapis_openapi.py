"""The OpenAPI documents that tapipy brings along, against which answers are held."""

import functools
import json
import os
import re

import jsonschema
import tapipy
import yaml

from _answer import answer

folder = os.path.join(os.path.dirname(tapipy.__file__), "resources")
loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
resources = ("authenticator", "files", "systems", "tenants", "tokens")


@functools.cache
def _document(resource):
    with open(os.path.join(folder, f"openapi_v3-{resource}.yml"), encoding="utf-8") as file:
        return yaml.load(file, loader)


def _resolved(document, node):
    """A schema without references, in which what may be null says so as JSON Schema does."""
    if isinstance(node, list):
        return [_resolved(document, item) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        found = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        return _resolved(document, found)
    made = {key: _resolved(document, item) for key, item in node.items()}
    if made.pop("nullable", False) and isinstance(made.get("type"), str):
        made["type"] = [made["type"], "null"]
    return made


def _operations():
    for resource in resources:
        document = _document(resource)
        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                if isinstance(operation, dict) and "responses" in operation:
                    yield resource, method.upper(), path, operation


def _found(method, path):
    """The operation with the fewest placeholders that has this path."""
    matching = []
    for resource, its_method, template, operation in _operations():
        parts = re.split(r"(\{[^}]+\})", template)
        shape = "".join(
            # The last one of the files service takes slashes.
            (".+" if resource == "files" and part == "{path}" else "[^/]+")
            if part.startswith("{")
            else re.escape(part)
            for part in parts
        )
        if its_method == method and re.fullmatch(shape, path):
            matching.append((template.count("{"), resource, template, operation))
    return min(matching, key=lambda match: match[0], default=None)


def _missing(schema, value, where=""):
    """The fields that a schema names and a value does not have."""
    for part in schema.get("allOf", []):
        yield from _missing(part, value, where)
    if isinstance(value, list):
        for item in value:
            yield from _missing(schema.get("items", {}), item, where + "[]")
    if not isinstance(value, dict):
        return
    for name, inner in schema.get("properties", {}).items():
        here = f"{where}.{name}".lstrip(".")
        if name not in value:
            yield f"{here}: missing"
        else:
            yield from _missing(inner, value[name], here)


def _complaint(error):
    where = "".join("[]" if isinstance(part, int) else f".{part}" for part in error.absolute_path)
    kind = type(error.instance).__name__
    # The value itself may be another in every run.
    return f"{where.lstrip('.')}: {kind}, not {error.validator} {json.dumps(error.validator_value)}"


def validate(answers):
    """What is wrong with each answer `[method, path, status, document]`, by the documents."""
    return [_validate(*answer) for answer in answers]


def _validate(method, path, status, document):
    path, _, query = path.partition("?")
    found = _found(method, path)
    if found is None:
        return {"operation": f"{method} {path}", "wrong": ["no such operation"]}
    _, resource, template, operation = found
    name = f"{resource}: {method} {template}" + (query and f"?{query}")
    responses = operation["responses"]
    wrong = set() if str(status) in responses else {f"no answer {status}"}
    # Where another good answer is documented, the document is still that one's.
    good = next((code for code in responses if status < 300 and code.startswith("2")), "")
    response = responses.get(str(status), responses.get(good, {}))
    content = _resolved(_document(resource), response).get("content", {})
    schema = content.get("application/json", {}).get("schema")
    if schema is None:
        return {"operation": name, "wrong": [*wrong, "no document"]}
    wrong |= {_complaint(error) for error in jsonschema.Draft7Validator(schema).iter_errors(document)}
    return {"operation": name, "wrong": sorted(wrong | set(_missing(schema, document)))}


answer(validate=validate)
