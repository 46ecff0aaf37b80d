"""The report as one HTML page that opens offline: no script, no request, everything inside."""

from __future__ import annotations

from joren.report.page.render import render_html as render_html
from joren.report.page.render import warm_up as warm_up
