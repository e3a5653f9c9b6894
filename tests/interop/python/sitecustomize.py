"""Loaded by Python itself in every process of a scenario: the machine's network is out of bounds.

The programs under test know the addresses of the real services. A scenario that reached one of them
would send it a made-up token, and would prove nothing about the sandbox.
"""

import ipaddress
import sys

refused = []


def _is_here(host):
    if isinstance(host, (bytes, bytearray)):
        host = host.decode("ascii", "replace")
    if host in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _guard(event, arguments):
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    elif event in ("socket.connect", "socket.sendto") and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    if not _is_here(host):
        refused.append(str(host))
        raise PermissionError(f"A scenario may not reach {host}")


sys.addaudithook(_guard)
