"""Which addresses requests may go to."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from joren.server.outgoing import Reach

PRIVATE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1",
    "169.254.169.254", "192.0.0.170", "192.0.2.5", "198.18.0.1", "203.0.113.9", "224.0.0.1", "239.255.255.250",
    "255.255.255.255", "240.0.0.1",
    "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1", "2002:7f00:1::",
    "2001:0:7f00:1::", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "64:ff9b::7f00:1",
    "64:ff9b:1::7f00:1", "::127.0.0.1", "3fff::1", "100::1", "5f00::1",
]  # fmt: skip
PUBLIC = [
    "8.8.8.8", "23.227.38.65", "172.15.255.255", "172.32.0.1", "100.63.255.255", "100.128.0.1", "192.0.1.1",
    "2606:4700:4700::1111", "2a00:1450:4001:81c::200e", "::ffff:8.8.8.8", "64:ff9b::808:808",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_the_public_internet_is_out_of_reach(address: str) -> None:
    assert not Reach().allows(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_the_public_internet_is_within(address: str) -> None:
    assert Reach().allows(address)
    assert not Reach().is_named(address)


def test_named_networks_are_within_and_no_others() -> None:
    reach = Reach((ip_network("10.0.0.0/8"), ip_network("fd00::/8")))
    assert [reach.allows(each) for each in ("10.9.9.9", "fd00::1", "::ffff:10.0.0.1")] == [True] * 3
    assert [reach.allows(each) for each in ("127.0.0.1", "192.168.0.1", "fe80::1")] == [False] * 3
