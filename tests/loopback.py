"""No test reaches another host: Python itself asks here before it opens a connection."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

import pytest

ASKED = {"socket.connect", "socket.sendto", "socket.sendmsg"}
"""What Python tells before it sends anything, with the socket and the address."""
LOOKED_UP = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
"""What it tells before it asks for an address, with the name of the host first."""


def only(event: str, told: tuple[Any, ...]) -> None:
    """Nothing where the connection stays on this machine; else the test fails with one line.

    For `sys.addaudithook`. No code under test can take the failure for an error of the network,
    because it is no `Exception`.
    """
    if event in ASKED and told[1] and told[0].family in {socket.AF_INET, socket.AF_INET6}:
        host = told[1][0]
    elif event in LOOKED_UP:
        host = told[0]
    else:
        return
    if not _is_here(host):
        pytest.fail(f"a test reaches for {host}; it may talk to this machine alone", pytrace=False)


def _is_here(host: str | bytes | None) -> bool:
    name = host.decode("ascii") if isinstance(host, bytes) else host
    if name in {None, "", "localhost", socket.gethostname()}:
        return True
    try:
        return ipaddress.ip_address(str(name)).is_loopback
    except ValueError:
        return False
