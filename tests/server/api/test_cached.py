"""An answer that the caller has already is not sent again."""

from __future__ import annotations

from tests.server.api.conftest import Program, program


def test_the_same_answer_is_304(owner: Program, endpoint_id: int) -> None:
    first = owner.get(f"/webhooks/{endpoint_id}")
    again = owner.get(f"/webhooks/{endpoint_id}", If_None_Match=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert again["RateLimit-Limit"] == first["RateLimit-Limit"]
    owner.ask("PATCH", f"/webhooks/{endpoint_id}", {"description": "changed"})
    assert owner.get(f"/webhooks/{endpoint_id}", If_None_Match=first["ETag"]).status_code == 200


def test_no_cache_on_the_way_keeps_anything(owner: Program, endpoint_id: int) -> None:
    assert owner.get("/webhooks")["Cache-Control"] == "private, no-cache"
    made = owner.ask("PATCH", f"/webhooks/{endpoint_id}", {"description": "x"})
    assert made["Cache-Control"] == "no-store"
    assert "Authorization" in program("analyst").get("/intake")["Vary"]
