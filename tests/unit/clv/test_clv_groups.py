"""Grouping keeps every customer, finds the grid of ages, and leaves ages without one alone."""

from __future__ import annotations

import numpy as np
import pytest

from joren.clv.groups import group
from joren.clv.inputs import Customers


def customers(generator: np.random.Generator, count: int, unit: float) -> Customers:
    frequency = generator.integers(0, 6, count).astype(float)
    T = generator.integers(1, 40, count)
    recency = np.where(frequency > 0, generator.integers(0, T + 1), 0)
    return Customers(frequency, recency / unit, T / unit)


@pytest.mark.parametrize("unit", [1.0, 7.0, 30.4375, 365.25])
def test_identical_customers_become_one_row_whatever_the_unit(unit):
    rows = customers(np.random.default_rng(1), 50_000, unit)
    groups = group(rows)
    expected, counts = np.unique(
        np.rint(np.array([rows.frequency, rows.recency * unit, rows.T * unit])), axis=1, return_counts=True
    )
    assert groups.frequency == pytest.approx(expected[0])
    assert groups.recency == pytest.approx(expected[1] / unit)
    assert pytest.approx(expected[2] / unit) == groups.T
    assert groups.weights.tolist() == counts.tolist()


def test_sums_by_frequency_and_by_age_are_those_of_the_rows():
    rows = customers(np.random.default_rng(2), 5_000, 7.0)
    groups = group(rows)
    for level, weight in zip(groups.levels, groups.level_weights, strict=True):
        assert weight == np.count_nonzero(rows.frequency == level)
    order = np.argsort(groups.ages)
    ages = np.unique(rows.T)
    assert groups.ages[order] == pytest.approx(ages)
    for age, weight, purchases in zip(ages, groups.age_weights[order], groups.age_purchases[order], strict=True):
        assert weight == np.count_nonzero(age == rows.T)
        assert purchases == rows.frequency[age == rows.T].sum()


def test_weeks_rounded_to_two_decimals_are_a_grid():
    T = np.round(np.random.default_rng(3).integers(180, 280, 4_000) / 7, 2)
    groups = group(Customers(np.zeros(4_000), np.zeros(4_000), T))
    assert len(groups) == len(np.unique(T))
    assert pytest.approx(np.unique(T), abs=1e-9) == groups.T


def test_ages_without_a_grid_stay_rows():
    generator = np.random.default_rng(4)
    T = generator.uniform(1, 50, 3_000)
    groups = group(Customers(np.zeros(3_000), np.zeros(3_000), T))
    assert len(groups) == 3_000
    assert groups.age_weights.sum() == 3_000


def test_a_sample_has_the_size_and_the_mix_of_the_whole():
    rows = customers(np.random.default_rng(5), 60_000, 7.0)
    sample = group(rows).sample(6_000)
    assert sample.weights.sum() == 6_000
    share = sample.level_weights / 6_000
    assert share == pytest.approx(np.bincount(rows.frequency.astype(int)) / 60_000, abs=2e-3)


def test_weights_add_up_and_customers_of_no_weight_are_left_out():
    rows = Customers(np.array([0.0, 0.0, 1.0]), np.array([0.0, 0.0, 2.0]), np.array([3.0, 3.0, 4.0]))
    groups = group(rows, np.array([2.0, 3.0, 0.0]))
    assert groups.weights.tolist() == [5.0]
    assert groups.T.tolist() == [3.0]
