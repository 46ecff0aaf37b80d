"""What people, goods and complaints are called, in the three languages of the shop."""

from __future__ import annotations

#: The shop's languages in the order in which arrays number them, as BCP 47 tags.
LANGUAGES = ("en", "ja", "zh-Hans")
