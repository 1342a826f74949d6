from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.net.addresses import REFUSED_IPV4, is_public

PUBLIC = (
    "1.1.1.1",
    "8.8.8.8",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.1",
    "168.63.129.15",
    "169.253.255.255",
    "169.255.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.167.255.255",
    "192.169.0.0",
    "223.255.255.255",
    "2606:4700:4700::1111",
    "2a00:1450:4001:82a::200e",
    "2001:4860:4860::8888",
    "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8",
    "2002:808:808::1",
    "2606:4700::5efe:808:808",
)

NOT_PUBLIC = (
    "0.0.0.0",  # noqa: S104 -- nothing is bound
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.0",
    "100.100.100.200",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.255",
    "168.63.129.16",
    "169.254.169.254",
    "169.254.170.2",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",  # IPv4-compatible
    "::ffff:127.0.0.1",
    "::ffff:a9fe:a9fe",
    "::ffff:0:8.8.8.8",  # IPv4-translated
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::8.8.8.8",  # local NAT64
    "100::1",  # discard
    "2001::1",  # Teredo
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:db8::1",
    "2002:7f00:1::1",
    "2002:a9fe:a9fe::",
    "2606:4700::5efe:a00:1",
    "2606:4700::200:5efe:7f00:1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fd20:ce::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "2606:4700::1%1",
)

NAMES = ("", "localhost", "example.com", "8.8.8.8.", "8.8.8.8 ", "[::1]")
ODD_SPELLINGS = ("127.1", "0x7f000001", "2130706433", "0177.0.0.1")


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address) is True


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_special_addresses_are_not_public(address: str) -> None:
    assert is_public(address) is False


@pytest.mark.parametrize("text", NAMES + ODD_SPELLINGS)
def test_text_that_is_no_address_is_not_public(text: str) -> None:
    assert is_public(text) is False


def embedded(prefix: str, shift: int, ipv4: IPv4Address) -> str:
    return str(IPv6Address(int(IPv6Address(prefix)) | int(ipv4) << shift))


special = st.sampled_from(REFUSED_IPV4).flatmap(
    lambda network: st.integers(int(network.network_address), int(network.broadcast_address)).map(IPv4Address)
)
CARRIERS = (("::ffff:0:0", 0), ("64:ff9b::", 0), ("2002::", 80), ("2606:4700::5efe:0:0", 0))


@pytest.mark.parametrize(("prefix", "shift"), CARRIERS)
@given(ipv4=special)
def test_a_special_ipv4_address_stays_refused_inside_ipv6(prefix: str, shift: int, ipv4: IPv4Address) -> None:
    assert is_public(embedded(prefix, shift, ipv4)) is False


@pytest.mark.parametrize(("prefix", "shift"), CARRIERS)
@given(ipv4=st.ip_addresses(v=4))
def test_an_ipv4_address_inside_ipv6_counts_as_itself(prefix: str, shift: int, ipv4: IPv4Address) -> None:
    assert is_public(embedded(prefix, shift, ipv4)) == is_public(str(ipv4))


@given(address=st.ip_addresses(v=6))
def test_all_spellings_of_an_ipv6_address_count_alike(address: IPv6Address) -> None:
    spellings = {address.compressed, address.exploded, address.exploded.upper()}

    assert {is_public(spelling) for spelling in spellings} == {is_public(str(address))}


@given(address=st.ip_addresses(v=6))
def test_nothing_is_public_that_python_knows_as_special(address: IPv6Address) -> None:
    """Python's own properties, known to be too lenient in places, are a lower bound."""
    special_to_python = address.is_private or address.is_loopback or address.is_multicast or address.is_link_local
    carries_public = address.ipv4_mapped is not None and is_public(str(address.ipv4_mapped))

    assert not (is_public(str(address)) and special_to_python and not carries_public)


@given(address=st.ip_addresses(v=4))
def test_nothing_is_public_in_ipv4_that_python_knows_as_special(address: IPv4Address) -> None:
    assert not (is_public(str(address)) and not address.is_global)
