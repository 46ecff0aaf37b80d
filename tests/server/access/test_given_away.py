"""Nobody gives away, or leads elsewhere, more than they have."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.server.api.conftest import ROLES, Program, program


def _key(role: str | None, *scopes: str) -> dict[str, Any]:
    return {"kind": "api", "name": uuid4().hex[:20], "role": role, "scopes": list(scopes)}


@pytest.mark.parametrize("role", ROLES)
def test_a_developer_makes_keys_for_developers_and_analysts_only(owner: Program, role: str) -> None:
    answer = program("developer").post("/keys", _key(role))
    assert answer.status_code == (201 if role in {"developer", "analyst"} else 403)
    assert owner.post("/keys", _key(role)).status_code == 201


@pytest.mark.usefixtures("_django")
def test_a_key_with_scopes_makes_none_with_more() -> None:
    narrow = program("owner", "keys:write", "intake:read")
    assert narrow.post("/keys", _key("owner")).status_code == 403
    assert narrow.post("/keys", _key("owner", "webhooks:read")).status_code == 403
    assert narrow.post("/keys", _key("owner", "intake:read")).status_code == 201


def test_a_developer_revokes_no_owner_s_key(owner: Program) -> None:
    made = owner.post("/keys", _key("owner")).json()
    assert program("developer").ask("DELETE", f"/keys/{made['id']}").status_code == 403
    assert owner.ask("DELETE", f"/keys/{made['id']}").status_code == 204
    assert Program(made["key"]).get("/intake").status_code == 401
    assert owner.ask("DELETE", f"/keys/{made['id']}").status_code == 404


def test_a_key_does_not_revoke_itself(owner: Program) -> None:
    made = owner.post("/keys", _key("owner")).json()
    answer = Program(made["key"]).ask("DELETE", f"/keys/{made['id']}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "key.own")


def test_a_write_key_made_here_is_known_to_the_collector(owner: Program) -> None:
    from django.conf import settings

    from joren.collector.write_keys import digest

    made = owner.post("/keys", {"kind": "write", "name": uuid4().hex[:20]}).json()
    assert digest(made["key"]) in settings.OPTIONS.write_keys.read_text()
    assert made["role"] is None
    owner.ask("DELETE", f"/keys/{made['id']}")
    assert digest(made["key"]) not in settings.OPTIONS.write_keys.read_text()


def test_a_developer_sends_nobody_s_personal_data_anywhere(owner: Program) -> None:
    developer = program("developer")
    body = {"url": "http://127.0.0.1:9/hook", "events": ["*"], "includes_personal": True}
    assert developer.post("/webhooks", body).status_code == 403
    plain = developer.post("/webhooks", body | {"includes_personal": False}).json()
    assert developer.ask("PATCH", f"/webhooks/{plain['id']}", {"includes_personal": True}).status_code == 403
    personal = owner.post("/webhooks", body).json()
    for path, change in (("", {"url": "http://127.0.0.1:8/mine"}), ("/rotate-secret", {}), ("/replay", {})):
        method = "PATCH" if not path else "POST"
        assert developer.ask(method, f"/webhooks/{personal['id']}{path}", change).status_code == 403
    for made in (plain, personal):
        owner.ask("DELETE", f"/webhooks/{made['id']}")
