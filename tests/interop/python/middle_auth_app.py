"""A service of CAVE's as far as its gate goes: a Flask app with the real middle-auth-client."""

import os

import flask

from _answer import answer

users = {}


def _app(host):
    # The decorators read it when they are loaded.
    os.environ["STICKY_AUTH_URL"] = f"{host}/sticky_auth"
    from middle_auth_client import (
        auth_required,
        auth_requires_admin,
        auth_requires_permission,
        decorators,
    )

    # In the place of the auth server.
    decorators.get_user_cache = users.get
    decorators.dataset_from_table_id = _dataset

    app = flask.Flask(__name__)

    @app.get("/info/api/v2/datastack/full/<datastack>")
    @auth_requires_permission("view", table_arg="datastack")
    def datastack_info(datastack):
        return {}

    @app.get("/nglstate/api/v1/<int:state>")
    @auth_required
    def state(state):
        return {}

    @app.post("/nglstate/api/v1/post/<int:state>")
    @auth_requires_admin
    def replace(state):
        return {}

    @app.get("/group/<name>")
    @auth_required
    def group(name):
        return decorators.auth_requires_group(name)(dict)()

    return app


def _dataset(namespace, table, token):
    if table in users["datasets"]:
        return table
    raise RuntimeError("there is no such table")


def send(host, token, user, datasets, requests):
    """What the app answers to each request: `[method, path with query, headers]`."""
    users.update({token: user, "datasets": datasets})
    app = _app(host)
    return [_send(app, host, *request) for request in requests]


def _send(app, host, method, path, headers):
    client = app.test_client(use_cookies=False)
    got = client.open(path, method=method, headers=headers, base_url=f"http://{host}")
    return {
        "status": got.status_code,
        "headers": {name.lower(): value for name, value in got.headers.items()},
        "body": got.get_data(as_text=True),
    }


answer(send=send)
