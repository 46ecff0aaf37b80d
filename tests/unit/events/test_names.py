from __future__ import annotations

import pytest

from joren.events import canonical_name


@pytest.mark.parametrize(
    ("given", "ours"),
    [
        ("Order Completed", "order_completed"),
        ("order_completed", "order_completed"),
        ("ORDER-COMPLETED", "order_completed"),
        ("Completed Order", "order_completed"),
        ("Order Canceled", "order_cancelled"),
        ("Product List Viewed", "product_list_viewed"),
        ("Gift Wrapped", "Gift Wrapped"),
        ("注文", "注文"),
    ],
)
def test_commerce_names_are_ours_and_others_stay(given: str, ours: str) -> None:
    assert canonical_name(given) == ours
