"""Who was it: the ids by which people are known, and which of them are one person's.

`docs/algorithms/identity.md` says the rules in prose.
"""

from __future__ import annotations

from joren.identity.contact import normal_email, normal_phone
from joren.identity.ids import Kind, Known, number_of
from joren.identity.rules import Links, resolve

__all__ = ["Kind", "Known", "Links", "normal_email", "normal_phone", "number_of", "resolve"]
