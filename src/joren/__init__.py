"""Joren: who stays with a shop, who is leaving, what each is worth, and what to do about it."""

__version__ = "0.1.0"
