"""The first account, signing in, and the page of what comes in: who sees what, in which language."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.server.browsing import OWNER, Visitor
from tests.server.running import Shop, wait_until


@pytest.fixture(scope="session")
def owned(shop: Shop) -> Shop:
    """The shop with an owner, an analyst, somebody without a role that is known, and a dead letter."""
    visitor = Visitor(shop)
    link = shop.set_up_path()
    assert visitor.submit(link, email=OWNER[0], password=OWNER[1], again=OWNER[1]).status == 200
    make_users(shop, analyst="analyst", stranger="owner")
    letter = {"type": "track", "userId": "secret-customer", "event": ""}
    odd_time = {"type": "track", "userId": "u", "event": "x", "timestamp": "secret@example.com"}
    assert shop.post("/v1/batch", {"batch": [letter, odd_time]}).status == 200
    shop.wait_until_landed()
    return shop


def make_users(shop: Shop, **roles: str) -> None:
    code = f"""
from joren.server.processes.prepare import start_django
start_django()
from joren.server import clock
from joren.server.accounts.models import User
for name, role in {roles!r}.items():
    user = User(email=name + "@example.com", role=role, created_at=clock.now(), is_active=name != "stranger")
    user.set_password({OWNER[1]!r})
    user.save()
"""
    subprocess.run([sys.executable, "-c", code], env=shop.environment(), check=True)


def test_the_set_up_link_works_once(owned: Shop) -> None:
    again = Visitor(owned).get(owned.set_up_path())
    assert again.status == 404
    assert b"This link has ended" in again.body
    assert Visitor(owned).get("/set-up/made-up").status == 404


def test_no_further_link_is_made_once_there_is_an_owner(owned: Shop) -> None:
    code = (
        "from joren.server.processes.prepare import prepare; from joren.server.settings.options import from_environment"
    )
    done = subprocess.run(
        [sys.executable, "-c", code + "; print(prepare(from_environment()))"], env=owned.environment(),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "None"


def test_signing_in_takes_the_right_password(owned: Shop) -> None:
    wrong = Visitor(owned).sign_in(OWNER[0], "not the secret at all")
    assert b'role="alert"' in wrong.body
    right = Visitor(owned).sign_in(*OWNER)
    assert right.headers["address"] == owned.address + "/"
    assert Visitor(owned).sign_in("OWNER@Example.com", OWNER[1]).headers["address"] == owned.address + "/"


def test_signing_out_ends_the_session(owned: Shop) -> None:
    visitor = Visitor(owned)
    visitor.sign_in(*OWNER)
    assert visitor.get("/sign-out").status == 405
    page = visitor.get("/").body.decode()
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    assert visitor.post("/sign-out", csrfmiddlewaretoken=token).headers["address"].endswith("/sign-in")
    assert "/sign-in" in visitor.get("/").headers["address"]


@pytest.mark.parametrize(
    ("who", "sees"),
    [("nobody", "sign in"), ("stranger@example.com", "sign in"), ("analyst@example.com", "numbers"), (OWNER[0], "all")],
)
def test_who_sees_what_comes_in(owned: Shop, who: str, sees: str) -> None:
    visitor = Visitor(owned)
    if who != "nobody":
        visitor.sign_in(who, OWNER[1])
    page = visitor.get("/")
    assert ("/sign-in" in page.headers["address"]) == (sees == "sign in")
    assert (b"Dead letters" in page.body) == (sees in {"numbers", "all"})
    assert (b"secret-customer" in page.body) == (sees == "all")
    assert (b"secret@example.com" in page.body) == (sees == "all"), "what a decoder says may quote what came"


def test_a_user_without_a_known_role_is_refused(owned: Shop) -> None:
    """Roles are a closed list in the database too; the page still asks."""
    code = """
from joren.server.processes.prepare import start_django
start_django()
from django.core.exceptions import PermissionDenied
from joren.server.accounts.access import access_numbers
from joren.server.accounts.models import User
try:
    access_numbers(User(email="x@example.com", role="courier"))
except PermissionDenied:
    print("refused")
"""
    done = subprocess.run(
        [sys.executable, "-c", code], env=owned.environment(), capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "refused"


@pytest.mark.parametrize(
    ("language", "title", "tag"),
    [("en", "Data coming in", "en"), ("ja", "データの受け取り", "ja"), ("zh-CN,zh;q=0.9", "数据接收", "zh-hans")],
)
def test_speaks_the_language_of_the_browser(owned: Shop, language: str, title: str, tag: str) -> None:
    visitor = Visitor(owned, language)
    visitor.sign_in(*OWNER)
    page = visitor.get("/").body.decode()
    assert f'<html lang="{tag}">' in page
    assert f"<h1>{title}</h1>" in page


def test_shows_how_far_everything_has_got(owned: Shop) -> None:
    visitor = Visitor(owned)
    visitor.sign_in(*OWNER)
    wait_until(lambda: b"behind" not in visitor.get("/").body.partition(b"</ol>")[0])
    page = visitor.get("/").body.decode()
    assert page.count("up to date") == 3
    assert "It does not say what happened." in page
    assert "Landing stands still" not in page


def test_pages_load_nothing_from_elsewhere_and_no_script(owned: Shop) -> None:
    answer = Visitor(owned).get("/sign-in")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert b"<script" not in answer.body
    assert b"style=" not in answer.body
    style = Visitor(owned).get("/static/console/joren.css")
    assert style.status == 200
    assert b"url(" not in style.body
    assert b"@import" not in style.body


def test_a_form_from_elsewhere_is_refused(owned: Shop) -> None:
    assert Visitor(owned).post("/sign-in", username=OWNER[0], password=OWNER[1]).status == 403


def test_an_unknown_host_name_is_refused(owned: Shop) -> None:
    assert owned.get("/sign-in", {"Host": "evil.example"}).status == 400


def test_nobody_may_speak_for_a_proxy_that_is_not_there(owned: Shop) -> None:
    """With X-Forwarded-Proto believed, the Origin check of a form would take http for https."""
    page = owned.get("/sign-in", {"X-Forwarded-Proto": "https"})
    assert page.status == 200
    assert b"https://" not in page.body


def test_the_data_folder_is_for_its_owner_only(owned: Shop) -> None:
    for each in (
        owned.data,
        owned.data / "secrets",
        *owned.data.glob("joren.sqlite3"),
        *sorted(Path(owned.data, "spool").iterdir()),
    ):
        assert each.stat().st_mode & 0o077 == 0, each
    key, link = owned.key.encode(), owned.set_up_path().rpartition("/")[2].encode()
    for file in (path for path in owned.data.rglob("*") if path.is_file()):
        content = file.read_bytes()
        assert link not in content, file
        assert key not in content or file.suffix == ".seg", (
            file
        )  # browsers write it into the body, which stays as it came
