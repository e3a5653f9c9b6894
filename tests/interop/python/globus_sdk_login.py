"""Logging in with globus-sdk's own app, by a person who allows everything."""

import re
from urllib.parse import parse_qs, urljoin, urlsplit

import globus_sdk
import requests
from globus_sdk.globus_app import GlobusAppConfig
from globus_sdk.login_flows import CommandLineLoginFlowManager

from _answer import answer


def _person(page_url):
    """A login flow in which the person answers a sandbox's page."""

    class Person(CommandLineLoginFlowManager):
        def print_authorize_url(self, authorize_url):
            self.url = authorize_url

        def prompt_for_code(self):
            page = requests.get(self.url, timeout=10)
            ticket = re.search(r'name="ticket" value="([^"]+)"', page.text).group(1)
            form = {"ticket": ticket, "key": page_url, "decision": "approve"}
            target = urljoin(self.url, "/v2/oauth2/authorize")
            reply = requests.post(target, data=form, allow_redirects=False, timeout=10)
            return parse_qs(urlsplit(reply.headers["location"]).query)["code"][0]

    return Person


def log_in(page_url, client_id, app_name):
    """Log in, and ask who did."""
    config = GlobusAppConfig(
        request_refresh_tokens=True, login_flow_manager=_person(page_url)
    )
    with globus_sdk.UserApp(app_name, client_id=client_id, config=config) as app:
        globus_sdk.TransferClient(app=app)
        auth = globus_sdk.AuthClient(app=app)
        app.login()
        return auth.userinfo()["sub"]


answer(log_in=log_in)
