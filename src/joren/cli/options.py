"""The kinds of values that options take, checked with messages a shop owner understands."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from joren.language import gettext as _


class Day(click.ParamType[date]):
    """A calendar day, as 2026-01-31."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day, or a usage error that shows how to write one."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(_("“{value}” is no day. Write it as 2026-01-31.").format(value=value), param, ctx)


class Zone(click.ParamType[str]):
    """A time zone by its IANA name."""

    name = "zone"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The zone's name, or a usage error that names some."""
        try:
            return ZoneInfo(value).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            self.fail(
                _("“{value}” is no time zone. Use a name such as Asia/Tokyo, Asia/Shanghai or Europe/London.").format(
                    value=value
                ),
                param,
                ctx,
            )


class Currency(click.ParamType[str]):
    """A currency by its ISO 4217 code."""

    name = "currency"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The code in capitals, or a usage error."""
        code = str(value).strip().upper()
        if len(code) == 3 and code.isascii() and code.isalpha():
            return code
        return self.fail(
            _("“{value}” is no currency. Write its three letters: GBP, JPY, CNY.").format(value=value), param, ctx
        )


class Pair(click.ParamType[tuple[str, str]]):
    """A setting written as name=value."""

    name = "name=value"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """The two sides, or a usage error."""
        if isinstance(value, tuple):
            return value
        left, sign, right = str(value).partition("=")
        if not sign or not left.strip() or not right.strip():
            self.fail(_("“{value}” has no form like name=value.").format(value=value), param, ctx)
        return left.strip(), right.strip()
