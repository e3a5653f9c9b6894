"""What both releases of AgavePy are asked in the same way."""

import json


def describe(ag, token_info=None):
    """The session, under keyferry's names; `token_info` where the token is an object of its own."""
    known = token_info or {
        "access_token": ag.token,
        "refresh_token": ag.refresh_token,
        "created_at": ag.created_at,
        "expires_in": ag.expires_in,
    }
    return {
        "baseUrl": ag.api_server,
        "tenantId": ag.tenant_id,
        "username": ag.username,
        "clientName": ag.client_name,
        "apiKey": ag.api_key,
        "apiSecret": ag.api_secret,
        "accessToken": known["access_token"],
        "refreshToken": known["refresh_token"],
        "expiresAt": int(known["created_at"]) + int(known["expires_in"]),
    }


def reach(ag, load_resource):
    """Have the services of the Swagger table answer to a session.

    AgavePy calls them by https and without its token where the address has a port, as a loopback
    server's has; so its table of addresses is laid anew.
    """
    table = json.dumps(load_resource(ag.api_server)).replace("https://127.0.0.1", "http://127.0.0.1")
    ag.resources = json.loads(table)
    ag.host = "127.0.0.1"
    ag.refresh_aris()
    return ag


def profile_username(ag, load_resource):
    """The name in the profile that the session's token opens."""
    return reach(ag, load_resource).profiles.get()["username"]
