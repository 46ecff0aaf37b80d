"""Who is who: worked cases, and rules that hold whatever is known."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from joren.identity import Kind, Known, Links, resolve

ANNA, BEN = Known(Kind.CUSTOMER, "anna"), Known(Kind.CUSTOMER, "ben")
MAIL, PHONE = Known(Kind.EMAIL, "a@example.com"), Known(Kind.PHONE, "+81312345678")
LAPTOP, TABLET = Known(Kind.ANONYMOUS, "laptop"), Known(Kind.ANONYMOUS, "tablet")


def people(seen: list[tuple[Known, Known]], same: list[tuple[Known, Known]] = []) -> dict[Known, Known]:  # noqa: B006
    known = {each for pair in [*seen, *same] for each in pair}
    links = Links({(a.number, b.number) for a, b in seen}, {(a.number, b.number) for a, b in same})
    found = resolve({each.number: each.kind for each in known}, links)
    by_number = {each.number: each for each in known}
    return {each: by_number[found[each.number]] for each in known}


def test_a_visitor_who_signs_in_is_the_customer() -> None:
    assert people([(LAPTOP, ANNA), (MAIL, ANNA)]) == {LAPTOP: ANNA, MAIL: ANNA, ANNA: ANNA}


def test_a_guest_who_opens_an_account_later_keeps_the_visits_from_before() -> None:
    assert people([(LAPTOP, MAIL), (MAIL, ANNA)])[LAPTOP] == ANNA


def test_a_device_that_two_people_use_is_nobodys() -> None:
    assert people([(TABLET, ANNA), (TABLET, BEN)]) == {TABLET: TABLET, ANNA: ANNA, BEN: BEN}


def test_an_address_in_two_accounts_joins_neither() -> None:
    found = people([(MAIL, ANNA), (MAIL, BEN), (LAPTOP, MAIL)])
    assert (found[ANNA], found[BEN], found[MAIL], found[LAPTOP]) == (ANNA, BEN, MAIL, MAIL)


def test_accounts_that_were_merged_are_one() -> None:
    found = people([(TABLET, ANNA), (LAPTOP, BEN), (MAIL, ANNA), (MAIL, BEN)], same=[(ANNA, BEN)])
    assert set(found.values()) == {BEN}


def test_a_phone_beside_an_address_is_the_addressees() -> None:
    assert people([(PHONE, MAIL), (MAIL, ANNA), (TABLET, PHONE)]) == dict.fromkeys([PHONE, MAIL, TABLET, ANNA], ANNA)


_ids = st.sampled_from([Known(kind, str(number)) for kind in Kind for number in range(4)])
_seen = st.tuples(_ids, _ids).filter(lambda pair: pair[0].kind.strength < pair[1].kind.strength)
_same = st.tuples(_ids, _ids).filter(lambda pair: pair[0].kind is pair[1].kind and pair[0] != pair[1])


@given(st.lists(_seen, max_size=12), st.lists(_same, max_size=3))
def test_a_person_is_called_after_one_of_their_own_ids_the_strongest(
    seen: list[tuple[Known, Known]], same: list[tuple[Known, Known]]
) -> None:
    found = people(seen, same)
    for each, name in found.items():
        assert found[name] == name
        assert name.kind.strength >= each.kind.strength


@given(st.lists(_seen, max_size=12))
def test_customers_become_one_by_an_alias_only(seen: list[tuple[Known, Known]]) -> None:
    found = people(seen)
    assert all(found[each] == each for each in found if each.kind is Kind.CUSTOMER)
