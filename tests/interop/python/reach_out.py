"""A scenario gone wrong: it hides that it reached for an address outside this machine."""

import socket

from _answer import answer


def reach(host):
    """Try, and say nothing of the failure, as many programs do."""
    try:
        socket.create_connection((host, 9), timeout=1)
    except OSError:
        pass


answer(reach=reach)
