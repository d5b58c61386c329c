"""Tests reach no other host, neither from Python nor from the browser."""

from __future__ import annotations

import socket

import pytest
from browser import Served
from playwright.sync_api import Browser, Error

ELSEWHERE = "192.0.2.1"
"""An address that RFC 5737 keeps for texts: no machine has it."""


def test_a_connection_to_another_host_fails_with_one_line() -> None:
    with pytest.raises(pytest.fail.Exception, match=f"^a test reaches for {ELSEWHERE}; [^\n]*$"):
        socket.create_connection((ELSEWHERE, 80))
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams,
        pytest.raises(pytest.fail.Exception, match=ELSEWHERE),
    ):
        datagrams.sendto(b"", (ELSEWHERE, 53))


def test_the_name_of_another_host_is_not_looked_up() -> None:
    with pytest.raises(pytest.fail.Exception, match=r"reaches for example\.org"):
        socket.getaddrinfo("example.org", 443)
    with pytest.raises(pytest.fail.Exception, match=r"reaches for example\.org"):
        socket.gethostbyname("example.org")


def test_this_machine_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        for name in ("127.0.0.1", "localhost"):
            socket.create_connection((name, server.getsockname()[1])).close()


def test_the_browser_finds_no_other_host(served: Served, browser: Browser) -> None:
    for elsewhere in (f"http://{ELSEWHERE}/", "https://example.org/"):
        page = browser.new_page()
        with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
            page.goto(elsewhere)
        page.close()
    page = browser.new_page()
    answer = page.goto(served.urls[0])
    assert answer is not None
    assert answer.ok
    page.close()
