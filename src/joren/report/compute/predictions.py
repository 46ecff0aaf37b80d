"""What the shop's own model expects of each customer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from joren.clv import GammaGammaModel
from joren.clv.inputs import Customers
from joren.clv.transaction_model import TransactionModel
from joren.engine.columns import column
from joren.money import minor_units

Vector = npt.NDArray[np.float64]

YEAR = 365.0
#: How far back “four weeks ago” lies.
BEFORE_DAYS = 28.0
#: The models' unit of time.
PERIOD, PERIOD_DAYS = "W", 7.0


@dataclass(frozen=True)
class Predictions:
    """One value per row of the summary. Spend in minor units."""

    alive: Vector
    alive_before: Vector  # four weeks earlier; NaN where a later purchase hides it
    orders: Vector  # expected in the next 365 days
    spend: Vector | None  # the same in money; None: the export carries no money to learn from

    def taken(self, where: Any) -> dict[str, Any]:
        """The predictions at these places (`places` tells them), as Arrow arrays; null where there is none."""
        columns = {"alive": self.alive, "alive_before": self.alive_before, "expected_orders": self.orders}
        if self.spend is not None:
            columns["expected_spend"] = self.spend
        return {name: column(values, nan_is_null=True).take(where) for name, values in columns.items()}


def places(customer_ids: pa.ChunkedArray, summary: pa.Table) -> Any:
    """Where in a summary, and so in the predictions from it, these customers are; null for those who are not."""
    return pc.index_in(customer_ids.combine_chunks(), value_set=summary["customer_id"].combine_chunks())


def predict(
    customers: Customers,
    counts: TransactionModel,
    spend: GammaGammaModel | None,
    currency: str,
) -> Predictions:
    """What the fitted models expect of these customers, whose histories are in weeks."""
    orders = counts.expected_purchases(customers, YEAR / PERIOD_DAYS)
    each = None if spend is None else spend.expected_spend(customers) * minor_units(currency)
    return Predictions(
        alive=counts.probability_alive(customers),
        alive_before=counts.probability_alive(customers, ahead=-BEFORE_DAYS / PERIOD_DAYS),
        orders=orders,
        spend=None if each is None else orders * each,
    )
