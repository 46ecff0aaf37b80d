"""Lists of customers, and of what they allowed: from rows to facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from joren.imports.cells import BOUNCED, SILENT, country_of, day_of, json_of, said_yes, tags_of
from joren.imports.calls import iso
from joren.imports.facts import Customer, Who, Word
from joren.imports.kinds import Kind
from joren.imports.rows import Row, Source
from joren.imports.trouble import RejectedError, Trouble
from joren.imports.who import who_of

#: Rows of one person come together when they are sorted by these.
SORTED_BY = ("customer_id", "email", "phone")

_TEXTS = ("name", "first_name", "last_name", "language", "referral_url")
_ADDRESS = ("region", "city", "postal_code", "street")
_CHANNEL_MOST = 20


@dataclass
class CustomerReader:
    """Reads the rows of one source. `told_us` is as of when the file speaks."""

    source: Source
    kind: Kind
    told_us: int
    fields_left_out: dict[str, int] = field(default_factory=dict)
    """Cells that could not be read in rows that are used otherwise, by their word."""

    @property
    def has_rows_of_consents(self) -> bool:
        """Whether each row is one consent, rather than one person."""
        return "channel" in self.source.names

    def read(self, row: Row) -> Customer:
        """What a row says; raises `RejectedError`."""
        if self.has_rows_of_consents:
            return self._consent(row)
        country = country_of(row.text("country"))
        who = who_of(row, country)
        told = self._optional_moment(row, "told_at") or self.told_us
        fact = Customer(who, told)
        if self.kind is Kind.CUSTOMERS:
            fact.traits = self._traits(row, who, country)
        fact.words = list(self._words(row))
        return fact

    def _traits(self, row: Row, who: Who, country: str | None) -> dict[str, Any]:
        traits = json_of(row.text("traits", 30_000), dict)
        traits |= {word: text for word in _TEXTS if (text := row.text(word, 500))}
        if who.email:
            traits["email"] = who.email
        phone = who.phone or row.text("phone", 40)
        if phone:
            traits["phone"] = phone
        address: dict[str, str] = {word: text for word in _ADDRESS if (text := row.text(word, 500))}
        if country:
            address["country"] = country
        if address:
            traits["address"] = {**traits.get("address", {}), **address}
        self._add_other(row, traits)
        for word in self.source.names:
            if word.startswith("traits.") and (text := row.text(word)):
                traits[word.removeprefix("traits.")] = text
        return {name: value for name, value in traits.items() if name and value is not None}

    def _add_other(self, row: Row, traits: dict[str, Any]) -> None:
        birthday = row.text("birthday")
        if birthday:
            day = day_of(birthday)
            if day:
                traits["birthday"] = day
            else:
                self._leave_out("birthday")
        for word, name in (("tags", "tags"), ("source_tags", f"{self.source.layout.name}_tags")):
            if tags := tags_of(row.text(word)):
                traits[name] = tags
        created = self._optional_moment(row, "created_at")
        if created is not None:
            traits["created_at"] = iso(created)
        rating = self._optional_number(row, "rating")
        if rating is not None:
            traits[f"{self.source.layout.name}_rating"] = _whole(rating)
        points = row.number("points")
        if points is not None:
            traits["smile_points"] = _whole(points)
            for word, name in (("points_tier", "smile_tier"), ("points_state", "smile_state")):
                if text := row.text(word, 200):
                    traits[name] = text

    def _words(self, row: Row) -> Iterator[Word]:
        if self.source.layout.name == "mailchimp":
            yield from self._mailchimp(row)
            return
        yield from self._channel(row, "email")
        yield from self._channel(row, "sms")
        suppressed = row.text("suppressed")
        if suppressed and suppressed.casefold() not in {"[]", "no", "false", "0"}:
            is_bounced = any(word in suppressed.casefold() for word in BOUNCED)
            yield Word("email", False, basis="bounced" if is_bounced else "suppressed", source=self._origin())

    def _channel(self, row: Row, channel: str) -> Iterator[Word]:
        text = row.text(f"{channel}_consent")
        if text is None or text.casefold() in SILENT:
            return
        state = said_yes(text)
        if state is None:
            self._leave_out(f"{channel}_consent")
            return
        basis = "bounced" if text.casefold() in BOUNCED else ("import" if state else "unsubscribed")
        if not state and self.source.layout.name in {"shopify", "bigcommerce", "woocommerce"} and text.casefold() == "no":
            basis = "not_subscribed"  # these shops say “no” of everybody who never said yes, too
        yield Word(
            channel, state, self._optional_moment(row, f"{channel}_consent_at"), basis,
            row.text(f"{channel}_consent_source", 255) or self._origin(),
            ip=row.text(f"{channel}_consent_ip", 45) if state else None,
        )  # fmt: skip

    def _mailchimp(self, row: Row) -> Iterator[Word]:
        """Which of Mailchimp's files it is shows in its columns, and in the name that Mailchimp gave it."""
        name = PurePath(self.source.opened.name).name.casefold()
        if "cleaned_at" in self.source.names or name.startswith("cleaned"):
            yield Word("email", False, self._optional_moment(row, "cleaned_at"), "bounced", self._origin())
        elif "unsubscribed_at" in self.source.names or name.startswith("unsubscribed"):
            at = self._optional_moment(row, "unsubscribed_at")
            yield Word("email", False, at, "unsubscribed", self._origin(), row.text("unsubscribe_reason"))
        else:
            yield from self._subscribed(row, is_said=name.startswith("subscribed"))

    def _subscribed(self, row: Row, *, is_said: bool) -> Iterator[Word]:
        opted, confirmed = (self._optional_moment(row, f"email_{word}_at") for word in ("consent", "confirmed"))
        opted_ip, confirmed_ip = (row.text(f"email_{word}_ip", 45) for word in ("consent", "confirmed"))
        if opted is None and confirmed is None and not is_said:
            return
        is_double = opted is not None and confirmed is not None and bool(confirmed_ip)
        yield Word(
            "email", True, confirmed if confirmed is not None else opted,
            "double_opt_in" if is_double else "import", self._origin(), ip=confirmed_ip or opted_ip,
        )  # fmt: skip

    def _consent(self, row: Row) -> Customer:
        """A row of a list of consents."""
        channel = (row.text("channel") or "").casefold()
        if not 0 < len(channel) <= _CHANNEL_MOST:
            raise RejectedError(Trouble.NO_CHANNEL)
        text = row.text("state") or ""
        state = said_yes(text)
        if state is None:
            raise RejectedError(Trouble.BAD_STATE)
        basis = row.text("basis", 60) or ("bounced" if text.casefold() in BOUNCED else None)
        word = Word(
            _CHANNELS.get(channel, channel), state, row.moment("at"), basis, row.text("source", 255) or self._origin(),
            row.text("text", 20_000), row.text("url", 2000), row.text("ip", 45),
        )  # fmt: skip
        return Customer(who_of(row), self.told_us, words=[word])

    def _origin(self) -> str:
        return self.source.layout.name if self.source.layout.name != "plain" else "import"

    def _optional_moment(self, row: Row, word: str) -> int | None:
        """A moment that the row can do without. A cell that cannot be read is counted."""
        try:
            return row.moment(word)
        except RejectedError:
            self._leave_out(word)
            return None

    def _optional_number(self, row: Row, word: str) -> float | None:
        try:
            return row.number(word)
        except RejectedError:
            self._leave_out(word)
            return None

    def _leave_out(self, word: str) -> None:
        self.fields_left_out[word] = self.fields_left_out.get(word, 0) + 1


_CHANNELS = {"e-mail": "email", "mail": "email", "メール": "email", "邮件": "email", "电子邮件": "email", "短信": "sms"}


def united(first: Customer, second: Customer) -> Customer:
    """Two rows of one person as one: what the later one says goes over."""
    traits = {**first.traits, **second.traits}
    return Customer(second.who, max(first.told_us, second.told_us), traits, first.words + second.words)


def _whole(number: float) -> int | float:
    return int(number) if float(number).is_integer() else number
