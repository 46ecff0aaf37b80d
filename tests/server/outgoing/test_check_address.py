"""An address that a person types is refused with the reason and the way out."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from joren.errors import InputError
from joren.server.outgoing import Reach, check_address
from tests.server.outgoing.listening import name_leads_to


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("shop.example.com", "Write it as https://"),
        ("ftp://shop.example.com", "Write it as https://"),
        ("https://", "Write it as https://"),
        ("https://[::1", "Write it as https://"),
        ("https://0177.0.0.1", "Write it as https://"),
        ("https://shop.example.com:99999", "Write it as https://"),
        ("https://key:secret@shop.example.com", "without a name or password"),
        ("http://shop.example.com", "Write https://"),
    ],
)
def test_says_what_is_wrong(address: str, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name_leads_to(monkeypatch, ["8.8.8.8"])
    with pytest.raises(InputError, match=why) as caught:
        check_address(address, Reach())
    assert "secret" not in caught.value.message


def test_names_the_setting_for_a_network_of_ones_own(monkeypatch: pytest.MonkeyPatch) -> None:
    name_leads_to(monkeypatch, ["10.0.0.7"])
    with pytest.raises(InputError, match="JOREN_REACHABLE_NETWORKS"):
        check_address("https://shop.lan", Reach())
    assert check_address(" http://shop.lan/ ", Reach((ip_network("10.0.0.0/8"),))) == "http://shop.lan/"


def test_a_host_that_is_not_there_is_said_to_be_missing() -> None:
    with pytest.raises(InputError, match=r"nowhere\.invalid"):
        check_address("https://nowhere.invalid", Reach())


def test_a_public_address_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    name_leads_to(monkeypatch, ["8.8.8.8"])
    assert check_address("https://shop.example.com/wp", Reach()) == "https://shop.example.com/wp"
