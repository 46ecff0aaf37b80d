"""The retention report: computed once, shown as a table, a page or JSON."""

from __future__ import annotations

from joren.report.report import Report

__all__ = ["Report"]
