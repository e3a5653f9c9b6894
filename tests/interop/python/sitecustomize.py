"""Loaded by Python itself in every process of a scenario: the machine's network is out of bounds.

The programs under test know the addresses of the real services. A scenario that reached one of them
would send it a made-up token, and would prove nothing about the sandbox. What a process reached for
in vain, and how many HTTP requests it made, is left for the scenario in a file.
"""

import atexit
import ipaddress
import json
import os
import re
import sys

refused = []
requests = 0
request_line = re.compile(rb"[A-Z]+ \S+ HTTP/1\.[01]\r\n")


def _is_here(host):
    if isinstance(host, (bytes, bytearray)):
        host = host.decode("ascii", "replace")
    if host in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _watch(event, arguments):
    global requests
    if event == "http.client.send":
        data = arguments[1]
        if isinstance(data, (bytes, bytearray)) and request_line.match(data):
            requests += 1
        return
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    elif event in ("socket.connect", "socket.sendto") and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    if not _is_here(host):
        refused.append(str(host))
        raise PermissionError(f"A scenario may not reach {host}")


def _report(path):
    with open(path, "a", encoding="ascii") as report:
        report.write(json.dumps({"requests": requests, "refused": refused}) + "\n")


sys.addaudithook(_watch)
if "KEYFERRY_INTEROP_REPORT" in os.environ:
    atexit.register(_report, os.environ["KEYFERRY_INTEROP_REPORT"])
