"""Where a request comes from: a header is believed only from our own proxies."""

from typing import Any

import pytest
from django.test import RequestFactory

from vitalgrid.foundation.accounts.addresses import client_address


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "address"),
    [
        ([], "192.0.2.9", "198.51.100.1", "192.0.2.9"),
        (["10.0.0.0/8"], "192.0.2.9", "198.51.100.1", "192.0.2.9"),
        (["10.0.0.0/8"], "10.0.0.1", "198.51.100.1", "198.51.100.1"),
        (["10.0.0.0/8"], "10.0.0.1", "1.2.3.4, 198.51.100.1", "198.51.100.1"),
        (["10.0.0.0/8"], "10.0.0.1", "198.51.100.1, 10.0.0.7", "198.51.100.1"),
        (["10.0.0.0/8"], "10.0.0.1", "", "10.0.0.1"),
        (["10.0.0.0/8"], "10.0.0.1", "not an address", ""),
        (["10.0.0.1"], "10.0.0.1", "2001:db8::1", "2001:db8::1"),
        ([], "", "198.51.100.1", ""),
    ],
)
def test_client_address(settings: Any, proxies: list[str], remote: str, forwarded: str, address: str) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == address
