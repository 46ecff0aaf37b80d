"""A message does what the shop says it does: a simulated experiment finds the effect again."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from joren.testing.shop import Shop
from joren.testing.shop.people import Character, Receptiveness

AT = datetime(2025, 6, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize("kind", ["cart_coupon", "win_back_coupon", "newsletter"])
def test_an_experiment_measures_the_true_effect(large: Shop, kind: str) -> None:
    who = np.arange(large.settings.customers)
    treated = np.random.default_rng(1).random(len(who)) < 0.5
    ordered = large.orders_after_message(who, kind, AT, treated)
    measured = ordered[treated].mean() - ordered[~treated].mean()
    spread = np.sqrt(ordered[treated].var() / treated.sum() + ordered[~treated].var() / (~treated).sum())
    assert measured == pytest.approx(large.effect_of_message(who, kind, AT).difference.mean(), abs=3 * spread)


def test_a_cart_coupon_earns_more_than_chance_can_explain(large: Shop) -> None:
    who = np.arange(large.settings.customers)
    nobody = np.zeros(len(who), dtype=bool)
    with_message = large.orders_after_message(who, "cart_coupon", AT, ~nobody)
    without = large.orders_after_message(who, "cart_coupon", AT, nobody)
    assert with_message.sum() > 5 * without.sum() > 0
    assert (without & ~with_message).sum() < 10


def test_people_differ_as_uplift_models_say(large: Shop) -> None:
    who = np.arange(large.settings.customers)
    who = who[large.people.character(who) == Character.BUYER]
    effect = large.effect_of_message(who, "win_back_coupon", AT)
    kind = large.people.receptiveness(who)
    of = {each: effect.difference[kind == each].mean() for each in Receptiveness}
    assert of[Receptiveness.PERSUADABLE] > 3 * of[Receptiveness.SURE_THING] > 0
    assert np.all(effect.difference[kind == Receptiveness.LOST_CAUSE] == 0)
    assert of[Receptiveness.SLEEPING_DOG] < 0


def test_who_minds_prices_is_moved_more_by_a_coupon(large: Shop) -> None:
    who = np.arange(large.settings.customers)
    is_open = large.people.receptiveness(who) == Receptiveness.PERSUADABLE
    who = who[is_open & (large.people.character(who) == Character.CART_ABANDONER)]
    added = (
        large.effect_of_message(who, "cart_coupon", AT).difference
        - large.effect_of_message(who, "cart_reminder", AT).difference
    )
    assert np.corrcoef(added, large.people.price_sensitivity(who))[0, 1] > 0.3


def test_an_unknown_message_is_refused(small: Shop) -> None:
    with pytest.raises(ValueError, match="no kind of message"):
        small.effect_of_message(np.arange(3), "telegram", AT)
