"""Who was it, batch by batch: always what the rules say of everything known."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from joren.identity import Kind, Known, Links, resolve
from tests.server.present.conftest import Call, Land


def call(number: int, **ids: Any) -> Call:
    more = (
        {"previousId": ids.pop("previous"), "type": "alias"} if "previous" in ids else {"type": "track", "event": "x"}
    )
    if "email" in ids:
        more["context"] = {"traits": {"email": ids.pop("email")}}
    return {"messageId": f"m-{number}-{ids}-{more}", **more, **ids}


def whose() -> dict[str, str]:
    from joren.server.profiles.models import Identifier

    values = dict(Identifier.objects.values_list("number", "value"))
    return {value: values[profile] for value, profile in Identifier.objects.values_list("value", "profile")}


def test_visits_before_and_after_signing_in_are_one_persons(land: Land) -> None:
    from joren.server.profiles.models import Move, Profile

    land([call(1, anonymousId="laptop"), call(2, anonymousId="laptop")])
    land([call(3, anonymousId="laptop", userId="anna"), call(4, anonymousId="phone", userId="anna")])
    assert whose() == {"laptop": "anna", "phone": "anna", "anna": "anna"}
    profile = Profile.objects.get()
    assert (profile.events, profile.customer_id) == (4, "anna")
    assert Move.objects.count() == 2


def test_a_second_customer_on_a_device_frees_it_again(land: Land) -> None:
    from joren.server.profiles.models import Profile

    land([call(1, anonymousId="tablet"), call(2, anonymousId="tablet", userId="anna")])
    land([call(3, anonymousId="tablet", userId="ben")])
    assert whose() == {"tablet": "tablet", "anna": "anna", "ben": "ben"}
    assert dict(Profile.objects.values_list("kind", "events")) == {"anonymous_id": 1, "customer_id": 1}


def test_an_alias_joins_what_comes_later_too(land: Land) -> None:
    land([call(1, userId="new", previous="old")])
    land([call(2, userId="old"), call(3, anonymousId="old"), call(4, anonymousId="laptop", userId="old")])
    assert whose() == {"new": "new", "old": "new", "laptop": "new"}


def test_a_link_that_was_cut_stays_cut(land: Land) -> None:
    from joren.errors import JorenError
    from joren.server.profiles.actions import cut_link, join_links, sum_up
    from joren.server.profiles.models import Move

    land([call(1, email="a@example.com", userId="anna")])
    mail, anna = Known(Kind.EMAIL, "a@example.com").number, Known(Kind.CUSTOMER, "anna").number
    changed = cut_link(mail, anna)
    sum_up(changed.profiles, changed.profiles)
    land([call(2, email="a@example.com", userId="anna")])
    assert whose() == {"a@example.com": "a@example.com", "anna": "anna"}
    assert Move.objects.filter(reason="cut").count() == 1
    with pytest.raises(JorenError):
        cut_link(mail, anna)
    join_links(mail, anna)
    assert whose()["a@example.com"] == "anna"


_calls = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "userId": st.sampled_from(["anna", "ben", "cleo"]),
            "anonymousId": st.sampled_from(["laptop", "tablet", "anna"]),
            "email": st.sampled_from(["a@example.com", "b@example.com"]),
        },
    ).filter(bool),
    min_size=1,
    max_size=10,
)
_aliases = st.lists(
    st.fixed_dictionaries(
        {"userId": st.sampled_from(["anna", "ben"]), "previous": st.sampled_from(["cleo", "ben", "laptop"])}
    ),
    max_size=2,
)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_calls, _aliases, st.randoms(use_true_random=False), st.integers(1, 4))
def test_every_order_and_every_cut_into_batches_gives_what_the_rules_say(
    land: Land, some: list[Call], aliases: list[Call], chance: Any, size: int
) -> None:
    from joren.server.ingest.rebuild import empty_present
    from joren.server.profiles.models import Identifier, Profile

    calls = [call(number, **ids) for number, ids in enumerate([*some, *aliases])]
    expected = _by_the_rules([*some, *aliases])
    chance.shuffle(calls)
    empty_present()
    for begin in range(0, len(calls), size):
        land(calls[begin : begin + size])
    found = dict(Identifier.objects.values_list("number", "profile"))
    assert found == {number: expected[number] for number in found}
    assert dict(Profile.objects.values_list("number", "events")).keys() == set(found.values())
    assert sum(Profile.objects.values_list("events", flat=True)) == len(calls)


def _by_the_rules(calls: list[Call]) -> dict[int, int]:
    links, kinds = Links(), {}
    for ids in calls:
        known = [
            Known(kind, ids[name])
            for kind, name in ((Kind.CUSTOMER, "userId"), (Kind.EMAIL, "email"), (Kind.ANONYMOUS, "anonymousId"))
            if name in ids
        ]
        kinds |= {each.number: each.kind for each in known}
        links.seen |= {(weak.number, known[0].number) for weak in known[1:]}
        if "previous" in ids and ids["previous"] != ids["userId"]:
            former = [Known(kind, ids["previous"]) for kind in (Kind.CUSTOMER, Kind.ANONYMOUS)]
            kinds |= {each.number: each.kind for each in former}
            links.same.add((former[0].number, known[0].number))
        if "previous" in ids:
            former = Known(Kind.ANONYMOUS, ids["previous"])
            kinds[former.number] = former.kind
            links.seen.add((former.number, known[0].number))
    return resolve(kinds, links)
