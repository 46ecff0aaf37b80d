"""Keys change, and what the former ones signed and locked still opens, until it is to be forgotten."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from tests.server.browsing import OWNER, Visitor
from tests.server.running import Shop, running_shop


@pytest.fixture
def owned(tmp_path: Path) -> Iterator[tuple[Shop, Visitor]]:
    with running_shop(tmp_path) as shop:
        visitor = Visitor(shop)
        visitor.submit(shop.set_up_path(), email=OWNER[0], password=OWNER[1], again=OWNER[1])
        visitor.sign_in(*OWNER)
        yield shop, visitor


def is_in(visitor: Visitor) -> bool:
    return "/sign-in" not in visitor.get("/").headers["address"]


def test_whoever_is_signed_in_stays_so_until_former_keys_are_forgotten(owned: tuple[Shop, Visitor]) -> None:
    shop, visitor = owned
    file = shop.data / "secrets"
    before = json.loads(file.read_text())
    shop.joren("keys", "rotate-secrets")
    after = json.loads(file.read_text())
    assert after["signing_keys"][1:] == before["signing_keys"]
    assert after["vault"][1:] == before["vault"]
    assert file.stat().st_mode & 0o077 == 0
    shop.stop()
    shop.start()
    assert is_in(visitor)
    shop.joren("keys", "rotate-secrets", "--forget")
    shop.stop()
    shop.start()
    assert not is_in(visitor)
    visitor.sign_in(*OWNER)
    assert is_in(visitor)


def test_a_file_with_a_single_key_is_taken_over(owned: tuple[Shop, Visitor]) -> None:
    shop, visitor = owned
    file = shop.data / "secrets"
    (key,) = json.loads(file.read_text())["signing_keys"]
    file.write_text(json.dumps({"format": 1, "signing_key": key}))
    shop.stop()
    shop.start()
    assert is_in(visitor)
    shop.joren("keys", "rotate-secrets")
    assert json.loads(file.read_text())["signing_keys"][1:] == [key]


def test_stored_secrets_are_locked_anew_by_whoever_keeps_them(tmp_path: Path) -> None:
    from joren.server import relocking
    from joren.server.settings.secrets import add_new_keys, forget_former_keys, make_secrets, vault_keys

    file = tmp_path / "secrets"
    make_secrets(file)

    def vault() -> MultiFernet:
        return MultiFernet([Fernet(key) for key in vault_keys(file)])

    stored = [vault().encrypt(b"token of a shop")]
    first = Fernet(vault_keys(file)[0])

    @relocking.relocks("test.tokens")
    def relock() -> int:
        stored[:] = [vault().rotate(each) for each in stored]
        return len(stored)

    try:
        for _ in range(2):
            add_new_keys(file)
            assert relocking.relock_all() == 1
            forget_former_keys(file, signing=False)
    finally:
        del relocking._registered["test.tokens"]
    assert vault().decrypt(stored[0]) == b"token of a shop"
    assert len(vault_keys(file)) == 2
    with pytest.raises(InvalidToken):
        first.decrypt(stored[0])
