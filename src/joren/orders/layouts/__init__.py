"""The kinds of exports we know: one file each, found through one list.

A new one is a file with a class like `base.Layout` and a line here. Where several recognise a file, the first wins:
the ones with more particular headers stand before `plain`.
"""

from __future__ import annotations

from joren.orders.layouts.base import Layout
from joren.orders.layouts.plain import Plain
from joren.orders.layouts.uci import Uci

LAYOUTS: tuple[Layout, ...] = (Uci(), Plain())
