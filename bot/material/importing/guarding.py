"""No address within the organisation's own network is ever connected to, unless a setting names its host.

What is checked is the very address that is connected to: a name is looked up once, and a connection goes to what that
look-up gave and was allowed. So neither a redirect nor a name server that answers otherwise the next time leads inside.
"""

import ipaddress
import socket
from collections.abc import Iterable
from typing import Any

from aiohttp.abc import AbstractResolver
from aiohttp.helpers import is_ip_address
from aiohttp.resolver import ThreadedResolver

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# What Python's own list leaves in, or did before some release of it.
_NEVER = tuple(
    ipaddress.ip_network(net)
    for net in ("100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "64:ff9b:1::/48", "fec0::/10", "::/96")
)


class PrivateAddressError(OSError):
    """A host is, or leads to, an address that is not public."""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet; an IPv4 address wrapped in IPv6 is judged as itself."""
    try:
        found: Address = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if found in _NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    in_doubt = found.is_multicast or found.is_reserved or found.is_unspecified or "%" in address
    return found.is_global and not in_doubt and not any(found.version == n.version and found in n for n in _NEVER)


def is_allowed(host: str, port: int, allowed: Iterable[str]) -> bool:
    """Whether a setting lets this host be private: it names the host, or host and port."""
    name = f"[{host}]" if ":" in host else host.lower()
    return not {host.lower(), name, f"{name}:{port}"}.isdisjoint(allowed)


def require_public(host: str, port: int, allowed: Iterable[str]) -> None:
    """For a host that is written as an IP address. A name is looked at when it has been looked up.

    Raises:
        PrivateAddressError: the address is not public.
    """
    bare = host.strip("[]")
    # What aiohttp takes for an address it never looks up: it would connect to 127.0.0.01, which Python says is none.
    if (_is_ip(bare) or is_ip_address(bare)) and not is_public(bare) and not is_allowed(bare, port, allowed):
        raise PrivateAddressError(f"{host} is not a public address")


class GuardedResolver(AbstractResolver):
    """Looks names up and gives only public addresses, all of them where the host is allowed to be private."""

    def __init__(self, allowed: Iterable[str]) -> None:
        self._allowed = frozenset(allowed)
        self._resolver = ThreadedResolver()

    async def resolve(self, host: str, port: int = 0, family: int = socket.AF_INET) -> list[dict[str, Any]]:
        """The host's addresses that may be connected to.

        Raises:
            PrivateAddressError: it has none of that kind.
        """
        found: list[dict[str, Any]] = await self._resolver.resolve(host, port, family)
        if is_allowed(host, port, self._allowed):
            return found
        public = [one for one in found if is_public(one["host"])]
        if not public:
            raise PrivateAddressError(f"{host} leads to an address that is not public")
        return public

    async def close(self) -> None:
        await self._resolver.close()


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
