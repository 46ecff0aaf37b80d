"""Asks a shop: waits where it asks to wait, tries again where that helps, and says clearly when it does not."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from joren.language import gettext as _
from joren.server.connectors.errors import AccessLostError, RefusedByShopError, ShopError
from joren.server.outgoing import AddressRefusedError, Reach, guarded_client

#: Seconds before each further attempt; a share of chance keeps many of us from coming at the same moment.
_PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
_LONGEST_WAIT = 120.0
_NO_ACCESS = frozenset({401, 403})


class StoppedError(Exception):
    """The process is to end: what was being asked is asked again at the next start."""


@dataclass(frozen=True)
class _Failed:
    """An attempt that failed: why, whether another one may help, and how long the shop asks us to wait before."""

    why: str
    again: bool = True
    wait: float | None = None


class Asking:
    """One shop's HTTP. `wait` waits some seconds and says whether the process is to end; `now` tells the time."""

    def __init__(self, reach: Reach, now: Callable[[], datetime], wait: Callable[[float], bool] | None = None) -> None:
        self._client = guarded_client(reach)
        self.now = now
        self._wait = wait or threading.Event().wait

    def ask(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
        data: Mapping[str, Any] | None = None,
        repeatable: bool = True,
        accept: frozenset[int] = frozenset(),
    ) -> httpx.Response:
        """The shop's answer: a success, or one of the statuses in `accept`.

        A question that is not `repeatable` is asked again only when the shop cannot have acted on it. Raises
        `AccessLostError`, `RefusedByShopError`, or `ShopError` once patience has run out.
        """
        given = {"headers": headers, "auth": auth, "params": params, "json": json, "data": data}
        question = {name: value for name, value in given.items() if value is not None}
        for pause in (*_PAUSES, None):
            came = self._once(method, url, question, repeatable=repeatable, accept=accept)
            if isinstance(came, httpx.Response):
                return came
            if pause is None or not came.again:
                raise ShopError(_("The shop does not answer as it should: {why}").format(why=came.why))
            by_chance = pause * random.uniform(0.75, 1.25)  # noqa: S311  (no secret)
            self.pause(by_chance if came.wait is None else came.wait)
        raise AssertionError  # the last round returns or raises

    def pause(self, seconds: float) -> None:
        """Wait, unless the process is to end. Raises `StoppedError` then."""
        if seconds > 0 and self._wait(min(seconds, _LONGEST_WAIT)):
            raise StoppedError

    def asked_to_wait(self, answer: httpx.Response) -> float | None:
        """How long the shop asks us to wait, if it does: in seconds, until a date, or as BigCommerce does."""
        reset = answer.headers.get("X-Rate-Limit-Time-Reset-Ms", "")
        if answer.status_code == 429 and reset.isdecimal():
            return int(reset) / 1000
        said = answer.headers.get("Retry-After", "").strip()
        try:
            return max(0.0, float(said))
        except ValueError:
            pass
        try:
            return max(0.0, (parsedate_to_datetime(said) - self.now()).total_seconds())
        except (ValueError, TypeError):
            return None

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _once(
        self, method: str, url: str, question: Mapping[str, Any], *, repeatable: bool, accept: frozenset[int]
    ) -> httpx.Response | _Failed:
        try:
            answer = self._client.request(method, url, **question)
        except (AddressRefusedError, httpx.InvalidURL) as error:
            raise RefusedByShopError(str(error)) from error
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            return _Failed(str(error) or type(error).__name__)
        except httpx.TransportError as error:
            return _Failed(str(error) or type(error).__name__, again=repeatable)
        if answer.is_success or answer.status_code in accept:
            return answer
        self._judge(answer)
        return _Failed(_said(answer), again=repeatable or answer.status_code == 429, wait=self.asked_to_wait(answer))

    @staticmethod
    def _judge(answer: httpx.Response) -> None:
        """Raise for an answer that will not be another one the next time."""
        status = answer.status_code
        if status in _NO_ACCESS:
            raise AccessLostError(
                _("The shop no longer lets Joren in ({status}). Give it a new token: joren connect renew").format(
                    status=status
                )
            )
        if status < 500 and status not in {408, 425, 429}:
            raise RefusedByShopError(_("The shop said no: {why}").format(why=_said(answer)))


def read_json(answer: httpx.Response) -> Any:
    """What the answer says. Raises `ShopError` when it is not JSON: a page of a proxy, a plugin's warning before it."""
    try:
        return answer.json()
    except ValueError as error:
        raise ShopError(
            _("The shop does not answer as it should: {why}").format(why=f"{answer.request.url.path}: no JSON")
        ) from error


def _said(answer: httpx.Response) -> str:
    """Status and the beginning of what was said, without the address: it may hold a key."""
    words = " ".join(answer.text[:300].split())
    return f"{answer.status_code} {words}".strip()
