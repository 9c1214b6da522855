"""Where we may connect: the public internet, and the networks that the operator has named.

Subscribers choose where webhooks go; without this, they could have us post to what only our own network reaches.
"""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

Address = IPv4Address | IPv6Address
Networks = tuple[IPv4Network | IPv6Network, ...]

# What is not global unicast, from IANA's special-purpose registries; Python's own list differs between versions.
_GLOBAL = (ip_network("0.0.0.0/0"), ip_network("2000::/3"))
_SPECIAL: Networks = tuple(
    ip_network(text)
    for text in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24"),
        *("203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        "168.63.129.16/32",  # looks public, and is how Azure's machines reach what runs them
        *("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"),  # Teredo is in the first, 6to4 the third
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")


def may_connect(address: Address, allowed: Networks) -> bool:
    """Whether an address is global unicast or in an allowed network; so must be the IPv4 address that it may hide."""
    named = _in(address, allowed)
    if isinstance(address, IPv4Address) or (inner := _inner(address)) is None:
        return named or (_in(address, _GLOBAL) and not _in(address, _SPECIAL))
    # A mapped address is the very one it maps; the others go through a gateway that must be allowed itself.
    return (named or (address.ipv4_mapped is not None and _in(inner, allowed))) and may_connect(inner, allowed)


def _in(address: Address, networks: Iterable[IPv4Network | IPv6Network]) -> bool:
    return any(address in network for network in networks)


def _inner(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that connecting to this one would lead to: mapped, NAT64, 6to4 or Teredo."""
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
