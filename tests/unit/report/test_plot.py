from __future__ import annotations

import re

from joren.report.plot import Plot


def test_texts_cannot_break_out_of_the_drawing() -> None:
    plot = Plot(300, 100, 0, 1, {0: '<script x="', 1: "1"})
    plot.below("a & b</text>", 10)
    drawn = plot.svg()
    assert "&lt;script x=&#34;" in drawn
    assert "a &amp; b&lt;/text&gt;" in drawn


def test_leaves_room_for_the_widest_label() -> None:
    narrow, wide = (Plot(300, 100, 0, 1, {0: "0", 1: top}) for top in ("1", "100,000"))
    assert wide.left - narrow.left >= 30
    assert Plot(300, 100, 0, 1, {0: "￥20億"}).left > Plot(300, 100, 0, 1, {0: "Y20m"}).left


def test_words_below_stay_within_the_drawing() -> None:
    plot = Plot(300, 100, 0, 1, {})
    for x in (0, 150, 299):
        plot.below("2011年12月", x)
    first, middle, last = (float(place) for place in re.findall(r'<text x="([\d.]+)"', plot.svg()))
    assert middle == 150
    assert round(first + last) == 300
    assert first >= 30, "half of some 66 pixels"


def test_low_values_lie_at_the_bottom() -> None:
    plot = Plot(300, 100, -50, 50, {})
    assert plot.y(-50) == plot.bottom
    assert plot.y(50) == plot.bottom - 100
    assert plot.y(0) == plot.bottom - 50
