"""Which addresses of the Internet a page may be fetched from: public ones, at the ports where sites are.

Own tables rather than `ipaddress`'s `is_global`, whose verdict changed between Python versions. After IANA's registries
of special-purpose IPv4 and IPv6 addresses (https://www.iana.org/assignments/iana-ipv4-special-registry and
https://www.iana.org/assignments/iana-ipv6-special-registry).
"""

from ipaddress import AddressValueError, IPv4Address, IPv4Network, IPv6Address, IPv6Network

PORTS = frozenset({80, 443, 8080, 8443})
"""Where sites are served; other ports are other services, which a page's address should not be able to reach."""

NOT_PUBLIC_4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this network, and unspecified
            "10.0.0.0/8",  # private
            "100.64.0.0/10",  # behind carrier-grade NAT; 100.100.100.200 is a cloud's metadata
            "127.0.0.0/8",  # loopback
            "168.63.129.16/32",  # a cloud's host, seen from its machines, though it looks public
            "169.254.0.0/16",  # link-local; 169.254.169.254 is most clouds' metadata
            "172.16.0.0/12",  # private
            "192.0.0.0/24",  # protocol assignments; 192.0.0.192 is a cloud's metadata
            "192.0.2.0/24",  # documentation
            "192.31.196.0/24",  # AS112, anycast for names that should not be asked for
            "192.52.193.0/24",  # multicast relays
            "192.88.99.0/24",  # 6to4 relays
            "192.168.0.0/16",  # private
            "192.175.48.0/24",  # AS112
            "198.18.0.0/15",  # benchmarks
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, and broadcast
        ),
    )
)
PUBLIC_6 = IPv6Network("2000::/3")
"""All that is assigned for public use; loopback, link-local, unique-local, multicast, IPv4-compatible lie outside."""
NOT_PUBLIC_6 = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # protocol assignments: Teredo, benchmarks, ORCHID
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4, which leads to whatever IPv4 address is in it
            "2620:4f:8000::/48",  # AS112
            "3ffe::/16",  # the former test network
            "3fff::/20",  # documentation
        ),
    )
)
NAT64 = IPv6Network("64:ff9b::/96")
"""How machines without IPv4 reach IPv4 addresses, which are the last four bytes. Its sibling for use inside a network,
64:ff9b:1::/48 (RFC 8215), is not public, whatever is in it."""
INSIDE = tuple(
    map(IPv4Network, ("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16"))
) + tuple(map(IPv4Network, ("172.16.0.0/12", "192.168.0.0/16")))
"""Where machines are that a translator could reach. Not all of `NOT_PUBLIC_4`: many a site's interface id is a small
number or ends in a word such as `feed:1`, and reads as an address of 0.0.0.0/8 or 240.0.0.0/4 by chance."""
ISATAP = 0x5EFE
"""Before the IPv4 address in an interface id (RFC 5214), where two bits tell whether that is unique and of a group."""
ISATAP_BITS = 0x0300_0000


def may_fetch(address: str, port: int) -> bool:
    """Whether a page may be fetched from there."""
    return port in PORTS and is_public(address)


def is_public(address: str) -> bool:
    """Whether an address belongs to the public Internet.

    Args:
        address: In the standard spelling, as a resolver gives it; no other is public.
    """
    try:
        return _is_public_4(IPv4Address(address))
    except AddressValueError:
        pass
    try:
        return _is_public_6(IPv6Address(address))
    except AddressValueError:
        return False


def _is_public_4(address: IPv4Address) -> bool:
    return not any(address in network for network in NOT_PUBLIC_4)


def _is_public_6(address: IPv6Address) -> bool:
    if address.scope_id is not None:
        return False
    inner = address.ipv4_mapped or (_low(int(address)) if address in NAT64 else None)
    if inner is not None:
        return _is_public_4(inner)
    if address not in PUBLIC_6 or any(address in network for network in NOT_PUBLIC_6):
        return False
    return not _leads_inside(int(address) & 0xFFFF_FFFF_FFFF_FFFF)


def _leads_inside(interface: int) -> bool:
    """Whether an interface id carries the IPv4 address of a machine that is not on the public Internet.

    So do ISATAP's (RFC 5214), and those of a translator (RFC 6052) whose prefix, which nobody outside knows, has 96 or
    64 bits.
    """
    high, inner = interface >> 32, _low(interface)
    if high & ~ISATAP_BITS == ISATAP:
        return not _is_public_4(inner)
    translated = []
    if high in (0, 0xFFFF):
        translated.append(inner)
    if interface >> 56 == 0 and interface & 0xFF_FFFF == 0:
        translated.append(_low(interface >> 24))
    return any(each in network for each in translated for network in INSIDE)


def _low(number: int) -> IPv4Address:
    """The address in the last four bytes."""
    return IPv4Address(number & 0xFFFF_FFFF)
