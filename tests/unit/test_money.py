import pytest

from joren.money import Money, minor_units


def test_yen_have_no_decimals_and_dinars_three():
    assert (minor_units("JPY"), minor_units("GBP"), minor_units("KWD")) == (1, 100, 1000)


def test_major_units_are_rounded_to_the_nearest_minor_unit():
    assert Money.of(12.345, "GBP") == Money(1234, "GBP")
    assert Money.of(1234.5, "JPY").amount == 1234
    assert Money.of(19.99, "GBP").major == 19.99


def test_the_same_currency_adds_up():
    assert Money(150, "CNY") + Money(50, "CNY") == Money(200, "CNY")


def test_different_currencies_never_add_up():
    with pytest.raises(ValueError, match="without a rate"):
        Money(100, "GBP") + Money(100, "USD")
