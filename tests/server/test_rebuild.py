"""`joren rebuild` gives the present that was there."""

from __future__ import annotations

from pathlib import Path

from tests.server.running import running_shop, wait_until


def test_gives_the_same_again_even_from_what_only_the_database_has(tmp_path: Path) -> None:
    who = {"userId": "anna", "anonymousId": "laptop"}
    with running_shop(tmp_path) as shop:
        calls = [
            {"type": "identify", **who, "messageId": "1", "traits": {"email": "anna@example.com", "name": "花子"}},
            {"type": "track", "event": "Order Completed", **who, "messageId": "2",
             "properties": {"order_id": "A1", "revenue": 10, "currency": "EUR"}},
        ]  # fmt: skip
        assert shop.post("/v1/batch", {"batch": calls}).status == 200
        wait_until(lambda: shop.rows("SELECT orders FROM profiles_profile") == [(1,)])
        shop.kill("worker")
        shop.stop()
        before = [shop.rows(f"SELECT * FROM {table}") for table in ("profiles_profile", "profiles_identifier")]
        said = shop.joren("rebuild")
        assert "2" in said
        assert [shop.rows(f"SELECT * FROM {table}") for table in ("profiles_profile", "profiles_identifier")] == before
        assert {row[0] for row in shop.lake()} == {"1", "2"}
