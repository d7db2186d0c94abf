import ipaddress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.sources.web.ssrf import INSIDE, NOT_PUBLIC_4, NOT_PUBLIC_6, is_public, may_fetch


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "93.184.215.14",
        "100.63.255.255",
        "100.128.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2606:2800:21f:cb07::1",
        "2001:4860:4860::8888",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
        "2606:4700::6810:84e5",
        "2a00:1450:4001:800::200e",
        "2a03:2880:f12f:83:face:b00c:0:25de",
        "2a02:26f0::feed:1",
        "2a01:4f8::5efe:808:808",
        "2a01:4f8::8:808:800:0",
    ],
)
def test_public_addresses(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("network", NOT_PUBLIC_4, ids=str)
@pytest.mark.parametrize("inside", ["{}", "::ffff:{}", "64:ff9b::{}", "::{}", "2002:{}::", "2001:0:{}::"])
def test_both_ends_of_what_is_not_public_however_it_is_embedded(network: ipaddress.IPv4Network, inside: str) -> None:
    for end in (network[0], network[-1]):
        high, low = divmod(int(end), 1 << 16)
        spelled = f"{high:x}:{low:x}" if inside.endswith("::") else str(end)
        assert not is_public(inside.format(spelled))


@pytest.mark.parametrize("network", NOT_PUBLIC_4, ids=str)
@pytest.mark.parametrize("prefix", ["2a01:4f8:1:2", "2606:4700:0:0", "fe80:0:0:0", "0:0:0:0"])
@pytest.mark.parametrize("mark", ["0:5efe", "200:5efe", "100:5efe", "300:5efe"])
def test_isatap_addresses_of_what_is_not_public(network: ipaddress.IPv4Network, prefix: str, mark: str) -> None:
    for end in (network[0], network[-1]):
        assert not is_public(f"{prefix}:{mark}:{end}")


@pytest.mark.parametrize("network", INSIDE, ids=str)
@pytest.mark.parametrize(
    "inside",
    [
        "2a01:4f8:1:2::{low}",
        "2a01:4f8:1:2:0:ffff:{low}",
        "2a01:4f8:1:2:{middle}",
        "64:ff9b:1::{low}",
        "64:ff9b:1:2:{middle}",
        "2002:{low}:1:2:3:4:5",
        "2001:0:808:808:0:0:{low}",
        "2001:0:{low}::",
        "::ffff:0:{low}",
        "::{low}",
    ],
)
def test_translated_addresses_of_machines_inside(network: ipaddress.IPv4Network, inside: str) -> None:
    for end in (network[0], network[-1]):
        high, low = divmod(int(end), 1 << 16)
        shifted = f"{int(end) << 24:016x}"
        middle = ":".join(shifted[at : at + 4] for at in range(0, 16, 4))
        assert not is_public(inside.format(low=f"{high:x}:{low:x}", middle=middle))


@pytest.mark.parametrize("network", NOT_PUBLIC_6, ids=str)
def test_both_ends_of_what_is_not_public(network: ipaddress.IPv6Network) -> None:
    assert not is_public(str(network[0]))
    assert not is_public(str(network[-1]))


@given(st.ip_addresses(v=4) | st.ip_addresses(v=6))
@example(ipaddress.ip_address("::1"))
@example(ipaddress.ip_address("fd00:ec2::254"))
def test_nothing_that_python_knows_to_be_private_is_public(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    nobodys = address.is_private or address.is_multicast or address.is_reserved or address.is_link_local
    embedded = isinstance(address, ipaddress.IPv6Address) and (
        address.ipv4_mapped or address in ipaddress.ip_network("64:ff9b::/96")
    )
    if nobodys and not embedded:
        assert not is_public(str(address))


@pytest.mark.parametrize(
    "address",
    [
        "",
        "localhost",
        "8.8.8",
        "8.8.8.8.",
        "134744072",
        "0x8.8.8.8",
        "010.8.8.8",
        " 8.8.8.8",
        "8.8.8.8/32",
        "[2606:2800:21f:cb07::1]",
        "2606:2800:21f:cb07::1%eth0",
        "fe80::1%1",
    ],
)
def test_no_other_spelling_is_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(("port", "allowed"), [(80, True), (443, True), (8080, True), (8443, True), (22, False)])
def test_ports_of_sites_only(port: int, allowed: bool) -> None:
    assert may_fetch("8.8.8.8", port) == allowed
    assert not may_fetch("127.0.0.1", port)
