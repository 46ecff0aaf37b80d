"""Which IP addresses may be reached: the public internet, and the networks that whoever runs Joren has named."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

#: What is not the public internet, by IANA's registries of special-purpose addresses (RFC 6890 and later).
#: Written out, since Python's own `is_global` differs between the releases that we run on.
_SPECIAL = tuple(map(ip_network, (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
    "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    # Inside 2000::/3, which is all that is given out: Teredo and its kin, documentation, 6to4.
    "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
)))  # fmt: skip
_GIVEN_OUT = ip_network("2000::/3")
#: IPv4 inside IPv6: mapped addresses, and those that a NAT64 makes up. What counts is the address inside.
_WITH_IPV4_INSIDE = (ip_network("::ffff:0:0/96"), ip_network("64:ff9b::/96"))


@dataclass(frozen=True)
class Reach:
    """Where requests may go. `networks` are allowed beside the public internet, by plain HTTP too."""

    networks: tuple[Network, ...] = ()

    def allows(self, address: str) -> bool:
        """Whether a request may go to this IP address."""
        return self.is_named(address) or is_public(_plain(address))

    def is_named(self, address: str) -> bool:
        """Whether the address lies in one of the networks that were named."""
        plain = _plain(address)
        return any(plain in network for network in self.networks)


def is_public(address: Address) -> bool:
    """Whether the address is one of the public internet."""
    if isinstance(address, IPv6Address) and address not in _GIVEN_OUT:
        return False
    return not any(address in network for network in _SPECIAL)


def _plain(text: str) -> Address:
    """The address without a zone, and without IPv6 around it."""
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address) and any(address in network for network in _WITH_IPV4_INSIDE):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address
