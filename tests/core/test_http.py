"""Whose request it is: the socket, or the hop that a trusted proxy wrote."""

import pytest
from django.test import RequestFactory

from apps.core.http import client_address


@pytest.mark.parametrize(
    ("trusted", "forwarded", "expected"),
    [
        (0, "198.51.100.7", "10.0.0.1"),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "6.6.6.6, 198.51.100.7", "198.51.100.7"),
        (2, "6.6.6.6, 198.51.100.7, 10.1.1.1", "198.51.100.7"),
        (2, "198.51.100.7", "10.0.0.1"),
        (1, "198.51.100.7:4711", "198.51.100.7"),
        (1, "[2001:db8::1]:443", "2001:db8::1"),
        (1, "2001:db8::1", "2001:db8::1"),
        (1, "nonsense", "10.0.0.1"),
        (1, None, "10.0.0.1"),
    ],
)
def test_the_address_is_taken_from_the_trusted_hop(settings, trusted, forwarded, expected):
    settings.TRUSTED_PROXY_COUNT = trusted
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR="10.0.0.1")
    assert client_address(request) == expected


def test_a_socket_without_an_address_is_unknown(settings):
    settings.TRUSTED_PROXY_COUNT = 0
    assert client_address(RequestFactory().get("/", REMOTE_ADDR="")) == ""
