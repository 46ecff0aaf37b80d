"""A browser without a screen: cookies, forms, redirects."""

from __future__ import annotations

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request

from tests.server.running import Reply, Shop

OWNER = ("owner@example.com", "a long enough secret")


class Visitor:
    def __init__(self, shop: Shop, language: str = "en") -> None:
        self.shop, self.cookies = shop, http.cookiejar.CookieJar()
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        self._open.addheaders = [("Accept-Language", language)]

    def get(self, path: str) -> Reply:
        return self._ask(urllib.request.Request(self.shop.address + path))

    def submit(self, path: str, **fields: str) -> Reply:
        """Fill in the form at a path and send it, with the token that the form carries."""
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(path).body)
        given = fields | ({"csrfmiddlewaretoken": token[1].decode()} if token else {})
        return self.post(path, **given)

    def post(self, path: str, **fields: str) -> Reply:
        return self._ask(urllib.request.Request(self.shop.address + path, urllib.parse.urlencode(fields).encode()))

    def sign_in(self, email: str, password: str) -> Reply:
        return self.submit("/sign-in", username=email, password=password)

    def _ask(self, request: urllib.request.Request) -> Reply:
        try:
            with self._open.open(request, timeout=20) as answer:
                return Reply(answer.status, answer.read(), dict(answer.headers) | {"address": answer.url})
        except urllib.error.HTTPError as error:
            with error:
                return Reply(error.code, error.read(), dict(error.headers) | {"address": error.url or ""})
