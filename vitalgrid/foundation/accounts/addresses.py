"""Where a request comes from.

`X-Forwarded-For` is believed only from proxies that the settings name (ASVS 4.1.3): limits and the journal hang on it.
"""

from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

Network = IPv4Network | IPv6Network


@lru_cache(maxsize=8)
def _networks(texts: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(ip_network(text, strict=False) for text in texts)


def _is_trusted(address: str, networks: tuple[Network, ...]) -> bool:
    try:
        return any(ip_address(address) in network for network in networks)
    except ValueError:
        return False


def client_address(request: HttpRequest) -> str:
    """The network address of the client; empty when the server was reached through a local socket without a proxy."""
    address: str = request.META.get("REMOTE_ADDR", "")
    networks = _networks(tuple(settings.TRUSTED_PROXIES))
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    # From the right: each proxy appends whom it saw. The first that is no proxy of ours is the client.
    while forwarded and _is_trusted(address, networks):
        address = forwarded.pop()
    try:
        return str(ip_address(address))
    except ValueError:
        return ""
