"""Where a visit begins and ends, what bounces, which cart is bought: the cases one could argue about."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from joren.metrics import cart_figures, funnels, landing_pages, source_mix, visit_days, visit_figures
from joren.visits import read_events, sessions
from tests.visited import HOST, at, rows_of


def event(when: str, name: str = "page_viewed", who: str = "d1", **more: Any) -> dict[str, Any]:
    return {"occurred_at": at(f"2026-03-{when}"), "name": name, "anonymous_id": who, "currency": "GBP", **more}


def told(*events: dict[str, Any], **options: Any) -> Any:
    return read_events(rows_of(list(events)), **options)


def test_a_pause_of_half_an_hour_is_one_visit_and_a_second_more_is_two() -> None:
    assert visit_figures(told(event("01T10:00:00"), event("01T10:30:00"))).sessions == 1
    assert visit_figures(told(event("01T10:00:00"), event("01T10:30:01"))).sessions == 2


def test_parts_of_a_second_lengthen_no_pause() -> None:
    assert visit_figures(told(event("01T10:00:00.100"), event("01T10:30:00.900"))).sessions == 1


def test_two_tabs_are_one_visit() -> None:
    tabs = [event(f"01T10:{minute:02d}:00", page_url=f"{HOST}/{minute % 2}") for minute in range(0, 60, 10)]
    assert visit_figures(told(*tabs)).sessions == 1


def test_two_devices_of_one_customer_at_once_are_one_visit() -> None:
    found = told(event("01T10:00:00", customer_id="c"), event("01T10:05:00", who="d2", customer_id="c"))
    assert visit_figures(found).sessions == 1


def test_midnight_ends_no_visit_and_the_visit_is_of_the_day_it_began() -> None:
    events = told(event("01T14:50:00"), event("01T15:10:00"), time_zone="Asia/Tokyo")
    assert [(day.day, day.sessions) for day in visit_days(events)] == [(date(2026, 3, 1), 1), (date(2026, 3, 2), 0)]


def test_events_out_of_order_are_put_into_it() -> None:
    events = told(event("01T10:20:00", page_url="/b"), event("01T10:00:00", page_url="/a"))
    assert [page.page for page in landing_pages(events)] == ["/a"]


@pytest.mark.parametrize(
    ("events", "bounced"),
    [
        ([event("01T10:00:00")], 1),
        ([event("01T10:00:00"), event("01T10:00:02")], 0),  # two views
        ([event("01T10:00:00"), event("01T10:00:10", "promotion_clicked")], 1),
        ([event("01T10:00:00"), event("01T10:00:11", "promotion_clicked")], 0),  # longer than ten seconds
        ([event("01T10:00:00"), event("01T10:00:01", "order_completed")], 0),  # an order
        ([event("01T10:00:00"), event("01T10:00:00", "product_viewed")], 1),  # a page and what it shows
        ([event("01T10:00:00", "product_viewed"), event("01T10:00:01", "product_viewed")], 0),  # no pages are told
    ],
)
def test_bounced_is_not_engaged(events: list[dict[str, Any]], bounced: int) -> None:
    assert visit_figures(told(*events)).bounced == bounced


def test_an_order_alone_is_no_visit_but_makes_its_visitor_a_customer() -> None:
    found = visit_figures(told(event("01T10:00:00"), event("01T12:00:00", "order_completed", order_id="1")))
    assert (found.sessions, found.ordering_sessions, found.customers, found.outside) == (1, 0, 1, 1)


def test_an_order_told_by_browser_and_shop_is_one_order() -> None:
    order = {"name": "order_completed", "order_id": "1"}
    found = told(event("01T10:00:00"), event("01T10:01:00", **order), event("01T10:02:00", **order, revenue=700))
    assert (visit_figures(found).orders, visit_figures(found).revenue) == (1, 700)


def test_a_hundred_carts_of_which_fifty_are_bought_are_half_abandoned() -> None:
    rows = []
    for cart in range(100):
        rows.append(event("01T10:00:00", "product_added", who=f"d{cart}", cart_id=f"k{cart}", price=100))
        if cart % 2:
            rows.append(
                event("01T11:00:00", "order_completed", who=f"d{cart}", cart_id=f"k{cart}", order_id=f"o{cart}")
            )
    found = cart_figures(told(*rows, event("03T10:00:00")))
    assert found.abandonment_rate == 0.5
    assert (found.left, found.left_value) == (50, 5000)


def test_a_cart_that_was_emptied_was_never_filled_again_but_once_filled_it_counts() -> None:
    end = event("09T10:00:00")
    assert cart_figures(told(event("01T10:00:00", "cart_updated", total=0), end)).abandonment_rate is None
    assert cart_figures(told(event("01T10:00:00", "cart_updated", total=5), end)).abandonment_rate == 1


def test_a_cart_filled_in_the_last_hour_is_open() -> None:
    found = cart_figures(told(event("01T10:00:00", "product_added"), event("01T10:59:00")))
    assert (found.open, found.left, found.abandonment_rate) == (1, 0, None)


def test_the_value_of_a_cart_is_its_last_snapshot() -> None:
    rows = [event("01T10:00:00", "product_added", price=100, quantity=3.0)]
    assert cart_figures(told(*rows, event("09T10:00:00"))).left_value == 300
    rows += [event("01T10:01:00", "cart_updated", total=900), event("01T10:02:00", "cart_updated", total=800)]
    assert cart_figures(told(*rows, event("09T10:00:00"))).left_value == 800


def _way(*steps: tuple[str, str]) -> Any:
    return told(*(event(when, name) for when, name in steps), event("31T00:00:00", "order_completed", who="other"))


def test_steps_out_of_order_lead_nowhere() -> None:
    found = funnels(_way(("01T10:00:00", "product_added"), ("01T10:01:00", "product_viewed")))
    assert [step.count for step in found[1].steps] == [1, 0, 0]


def test_time_is_counted_from_the_view_that_leads_to_the_order() -> None:
    found = funnels(
        _way(
            ("01T10:00:00", "product_viewed"),
            ("09T10:00:00", "product_viewed"),
            ("09T10:01:00", "product_added"),
            ("10T10:00:00", "order_completed"),
        )
    )
    assert {funnel.within: [step.count for step in funnel.steps] for funnel in found} == {
        "visit": [2, 1, 0], 1: [1, 1, 1], 7: [1, 1, 1], 30: [1, 1, 1],
    }  # fmt: skip


def test_a_step_of_which_the_data_knows_nothing_is_left_out() -> None:
    found = funnels(_way(("01T10:00:00", "product_viewed"), ("01T10:01:00", "product_added")))
    assert [step.key for step in found[0].steps] == ["product", "cart", "order"]
    assert funnels(told(event("01T10:00:00"))) == ()


def test_a_busy_page_that_loses_more_than_others_is_found() -> None:
    rows = []
    for visitor in range(300):
        page = "/leaky" if visitor % 3 == 0 else "/fine"
        rows.append(event("01T10:00:00", who=f"d{visitor}", page_url=f"{HOST}{page}/?utm_source=x#top"))
        if page == "/fine" or visitor % 10 == 0:
            rows.append(event("01T10:01:00", who=f"d{visitor}"))
    fine, leaky = landing_pages(told(*rows))
    assert (fine.page, leaky.page) == ("/fine", "/leaky")
    assert (fine.leaky, leaky.leaky) == (False, True)
    assert leaky.bounce_rate == 0.9
    assert leaky.excess == pytest.approx(90 - 100 * 0.3)


@pytest.mark.parametrize(
    ("origin", "channel"),
    [
        ({}, "direct"),
        ({"page_referrer": HOST + "/x"}, "direct"),  # the shop's own page, after a pause
        ({"page_referrer": "https://www.google.co.jp/search?q=tea"}, "organic_search"),
        ({"page_referrer": "https://duckduckgo.com/"}, "organic_search"),
        ({"page_referrer": "https://m.facebook.com/"}, "social"),
        ({"page_referrer": "https://t.co/abc"}, "social"),
        ({"page_referrer": "https://mail.google.com/mail/u/0"}, "email"),
        ({"page_referrer": "https://tea-lovers.example.org/"}, "referral"),
        ({"page_referrer": "https://www.notgoogle.com/"}, "referral"),
        ({"campaign_medium": "CPC", "campaign_source": "google"}, "paid"),
        ({"campaign_medium": "paid_social"}, "paid"),
        ({"campaign_medium": "email"}, "email"),
        ({"campaign_source": "line"}, "social"),
        ({"campaign_source": "spring-newsletter"}, "email"),
        ({"campaign_source": "poster", "campaign_medium": "qr"}, "campaign"),
        ({"page_url": HOST + "/?gclid=abc", "page_referrer": "https://www.google.com/"}, "paid"),
        ({"page_url": HOST + "/?utm_source=x&utm_medium=email"}, "email"),
        ({"page_url": HOST + "/?fbclid=abc", "page_referrer": "https://l.facebook.com/"}, "social"),
    ],
)
def test_where_a_visit_comes_from(origin: dict[str, str], channel: str) -> None:
    events = told(event("01T10:00:00", **({"page_url": HOST + "/"} | origin)))
    assert events.engine.run(sessions(events))["channel"].to_pylist() == [channel]


def test_a_direct_visit_passes_its_order_on_for_thirty_days() -> None:
    mail = {"campaign_medium": "email"}
    order = {"name": "order_completed", "revenue": 100}
    events = told(
        event("01T10:00:00", **mail),
        event("31T09:59:00"), event("31T10:00:00", **order, order_id="1"),
        event("01T10:00:00", who="d2"),
        event("02T10:00:00", who="d2", **mail), event("02T10:01:00", who="d2", **order, order_id="2"),
    )  # fmt: skip
    found = {each.channel: each for each in source_mix(events)}
    assert (found["email"].last_orders, found["email"].last_revenue) == (2, 200)
    assert (found["email"].first_people, found["direct"].first_people) == (1, 1)
    assert (found["email"].first_customers, found["direct"].first_customers) == (1, 1)
