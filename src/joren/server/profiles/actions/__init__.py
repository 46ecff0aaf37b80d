"""The only writers of what is known about people. They write what a whole batch of events says at a time."""

from __future__ import annotations

from joren.server.profiles.actions.consents import record_consents, sum_up_consents
from joren.server.profiles.actions.links import cut_link, join_links
from joren.server.profiles.actions.purchases import set_purchases
from joren.server.profiles.actions.recognise import recognise
from joren.server.profiles.actions.sums import sum_up

__all__ = [
    "cut_link", "join_links", "recognise", "record_consents", "set_purchases", "sum_up", "sum_up_consents",
]  # fmt: skip
