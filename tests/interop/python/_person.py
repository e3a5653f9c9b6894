"""The person at a browser who is asked whether an app may do what it wants, and allows it."""

import re
from urllib.parse import parse_qs, urljoin, urlsplit

import requests
from globus_sdk.login_flows import CommandLineLoginFlowManager

# What this browser asks is not what the program under test has asked.
headers = {"User-Agent": "person"}


def person(page_url):
    """A login flow in which the person answers a sandbox's page."""

    class Person(CommandLineLoginFlowManager):
        def print_authorize_url(self, authorize_url):
            self.url = authorize_url

        def prompt_for_code(self):
            page = requests.get(self.url, headers=headers, timeout=10)
            ticket = re.search(r'name="ticket" value="([^"]+)"', page.text).group(1)
            reply = requests.post(
                urljoin(self.url, "/v2/oauth2/authorize"),
                data={"ticket": ticket, "key": page_url, "decision": "approve"},
                headers=headers,
                allow_redirects=False,
                timeout=10,
            )
            return parse_qs(urlsplit(reply.headers["location"]).query)["code"][0]

    return Person
