"""The tracker as it travels: small, cached, for any page, pinned for ever, without a session."""

from __future__ import annotations

import gzip
import hashlib
import re
from base64 import b64encode

from joren import __version__
from tests.server.running import Shop

ZIPPED = {"Accept-Encoding": "gzip, deflate, br"}


def test_is_at_most_five_kilobytes_as_it_travels(shop: Shop) -> None:
    answer = shop.get("/sdk/joren.js", ZIPPED)
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) == len(answer.body) <= 5 * 1024
    assert gzip.decompress(answer.body) == shop.get("/sdk/joren.js").body


def test_anybody_from_any_page_gets_it_without_a_cookie(shop: Shop) -> None:
    for path in ("/sdk/joren.js", "/sdk/joren.json"):
        answer = shop.get(path, {"Origin": "https://shop.example"})
        assert answer.status == 200
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "set-cookie" not in answer.headers
        assert answer.headers.get("vary", "accept-encoding").lower() == "accept-encoding"
    assert shop.get("/sdk/joren.js").headers["content-type"] == "text/javascript; charset=utf-8"
    assert shop.post("/sdk/joren.js", b"", key="").status == 405


def test_a_browser_that_has_it_is_told_so(shop: Shop) -> None:
    for headers in ({}, ZIPPED):
        etag = shop.get("/sdk/joren.js", headers).headers["etag"]
        again = shop.get("/sdk/joren.js", {**headers, "If-None-Match": etag})
        assert (again.status, again.body) == (304, b"")
    assert shop.get("/sdk/joren.js").headers["etag"] != shop.get("/sdk/joren.js", ZIPPED).headers["etag"]
    assert "accept-encoding" in shop.get("/sdk/joren.js").headers["vary"].lower()
    assert re.match(r"public, max-age=3600\b", shop.get("/sdk/joren.js").headers["cache-control"])


def test_a_pinned_version_never_changes_and_outlives_a_release(shop: Shop) -> None:
    pin = shop.get("/sdk/joren.json").json()
    path = pin["src"].removeprefix(shop.address)
    answer = shop.get(path)
    digest = b64encode(hashlib.sha384(answer.body).digest()).decode()
    assert pin["integrity"] == f"sha384-{digest}"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert (pin["bytes"], pin["gzipped"]) == (len(answer.body), len(shop.get(path, ZIPPED).body))

    old = b"(()=>{})();\n"
    name = f"joren-{hashlib.sha256(old).hexdigest()[:16]}.js"
    (shop.data / "media/sdk" / name).write_bytes(old)  # as an earlier release left it
    assert shop.get(f"/sdk/{name}").body == old
    (shop.data / "media/sdk" / name).write_bytes(b"alert(1)")
    assert shop.get(f"/sdk/{name}").status == 404


def test_no_other_file_can_be_had(shop: Shop) -> None:
    for version in ("0" * 16, "..", "%2e%2e%2f%2e%2e%2fsecrets", "x", "0" * 15 + "/"):
        assert shop.get(f"/sdk/joren-{version}.js").status in {400, 404}
    assert shop.get("/sdk/").status != 200


def test_says_which_release_it_is_of(shop: Shop) -> None:
    assert f"'{__version__}'".encode() in shop.get("/sdk/joren.js").body
