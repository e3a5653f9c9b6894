"""tapipy, as far as it goes without a Tapis v3 service."""

from tapipy.errors import BaseTapyException
from tapipy.tapis import Tapis

from _answer import answer, raised


def connect(base_url):
    """Make a client, which asks for the tenants at once."""
    try:
        Tapis(base_url=base_url, username="ada", password="made-up")
    except BaseTapyException as error:
        return raised(error)


answer(connect=connect)
