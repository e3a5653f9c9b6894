"""Logging in with globus-sdk's own app, by a person who allows everything."""

import globus_sdk
from globus_sdk.globus_app import GlobusAppConfig

from _answer import answer
from _person import person


def log_in(page_url, client_id, app_name):
    """Log in, and ask who did."""
    config = GlobusAppConfig(
        request_refresh_tokens=True, login_flow_manager=person(page_url)
    )
    with globus_sdk.UserApp(app_name, client_id=client_id, config=config) as app:
        globus_sdk.TransferClient(app=app)
        auth = globus_sdk.AuthClient(app=app)
        app.login()
        return auth.userinfo()["sub"]


answer(log_in=log_in)
