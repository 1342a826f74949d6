"""Which IP addresses are on the public internet.

Sources: the IANA special-purpose address registries (RFC 6890 and successors), RFC 6052 and 8215 (NAT64), RFC 3056
(6to4), RFC 4380 (Teredo), RFC 5214 (ISATAP), and the metadata addresses of cloud providers that are not in any of
those ranges. Python's own `is_global` differs between its versions, so the ranges stand here.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

REFUSED_IPV4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier-grade NAT; Alibaba's metadata
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # Azure's platform server
        "169.254.0.0/16",  # link-local; the metadata of most clouds
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # IETF protocol assignments; Oracle's metadata
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)

GLOBAL_IPV6 = IPv6Network("2000::/3")
"""Everything else in IPv6 is loopback, local, multicast, or not assigned, but for the two that carry IPv4 below."""

REFUSED_IPV6 = tuple(
    IPv6Network(text)
    for text in (
        "2001::/23",  # IETF protocol assignments, Teredo among them
        "2001:db8::/32",  # documentation
        "3fff::/20",  # documentation
    )
)

NAT64 = IPv6Network("64:ff9b::/96")
ISATAP = (0x00005EFE, 0x02005EFE)
"""The upper half of an interface identifier whose lower half is an IPv4 address."""


def is_public(address: str) -> bool:
    """Whether an IP address, as text, is on the public internet.

    An IPv4 address inside an IPv6 one (mapped, NAT64, 6to4, ISATAP) counts for both. Anything that is not the text of
    one address (a name, an odd spelling, an address with a zone) is not public.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return _is_public_ipv4(parsed) if isinstance(parsed, IPv4Address) else _is_public_ipv6(parsed)


def _is_public_ipv4(address: IPv4Address) -> bool:
    return not any(address in network for network in REFUSED_IPV4)


def _is_public_ipv6(address: IPv6Address) -> bool:
    if address.scope_id is not None:
        return False
    if address.ipv4_mapped is not None:
        return _is_public_ipv4(address.ipv4_mapped)
    if address in NAT64:
        return _is_public_ipv4(_low_half(address))
    if address not in GLOBAL_IPV6 or any(address in network for network in REFUSED_IPV6):
        return False
    if address.sixtofour is not None and not _is_public_ipv4(address.sixtofour):
        return False
    return not _is_isatap(address) or _is_public_ipv4(_low_half(address))


def _is_isatap(address: IPv6Address) -> bool:
    return int(address) >> 32 & 0xFFFFFFFF in ISATAP


def _low_half(address: IPv6Address) -> IPv4Address:
    """The IPv4 address in the last 32 bits."""
    return IPv4Address(int(address) & 0xFFFFFFFF)
