"""The person at a browser who is asked whether an app may do what it wants, and allows it."""

import re
from urllib.parse import parse_qs, urljoin, urlsplit

import requests
from globus_sdk.login_flows import CommandLineLoginFlowManager

# What this browser asks is not what the program under test has asked.
headers = {"User-Agent": "person"}


def approve(page_url, address):
    """Open a login page and allow what it asks; the query with which the browser is sent on."""
    browser = requests.Session()
    page = browser.get(address, headers=headers, timeout=10)
    ticket = re.search(r'name="ticket" value="([^"]+)"', page.text).group(1)
    reply = browser.post(
        urljoin(address, "/v2/oauth2/authorize"),
        data={
            "ticket": ticket,
            "key": parse_qs(urlsplit(page_url).query)["key"][0],
            "decision": "approve",
        },
        headers=headers,
        allow_redirects=False,
        timeout=10,
    )
    return parse_qs(urlsplit(reply.headers["location"]).query)


def person(page_url):
    """A login flow in which the person answers a sandbox's page."""

    class Person(CommandLineLoginFlowManager):
        logins = 0

        def print_authorize_url(self, authorize_url):
            self.url = authorize_url

        def prompt_for_code(self):
            Person.logins += 1
            return approve(page_url, self.url)["code"][0]

    return Person
