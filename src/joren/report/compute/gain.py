"""What keeping 5 % more customers would bring this shop."""

from __future__ import annotations

from joren.clv.retention_gain import retention_gain
from joren.money import minor_units
from joren.report.compute.predictions import PERIOD_DAYS
from joren.report.compute.worth import Valued
from joren.report.contents import RetentionGain


def gain(valued: Valued, currency: str) -> tuple[RetentionGain, ...]:
    """Both readings of “5 % more retention”, over one year and over three; nothing without a model of each customer."""
    if valued.counts is None or valued.confidence.state != "personal":
        return ()
    scale = minor_units(currency)
    scenarios = retention_gain(valued.counts, valued.customers, period_days=PERIOD_DAYS, spend_model=valued.spend)
    return tuple(
        RetentionGain(
            basis=scenario.kind,
            reachable=scenario.reachable,
            retention=scenario.share,
            raised=scenario.raised_share,
            days=over.days,
            orders=over.purchases,
            more_orders=over.more_purchases,
            spend=None if over.spend is None else over.spend * scale,
            more_spend=None if over.more_spend is None else over.more_spend * scale,
        )
        for scenario in scenarios
        for over in scenario.over
    )
