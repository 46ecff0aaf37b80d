"""What ended long ago is forgotten, and what waits is never forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from joren.clock import FixedClock
from tests.server.webhooks.conftest import Receiver, event, land, work


def test_arrived_after_a_week_and_dead_after_a_month(endpoint: Any, moving_clock: FixedClock) -> None:
    from joren.server.webhooks.actions import disable_endpoint, forget_deliveries
    from joren.server.webhooks.models import Delivery

    def statuses() -> list[str]:
        return list(Delivery.objects.filter(endpoint=endpoint).order_by("status").values_list("status", flat=True))

    land(event())
    work(endpoint)
    land(event())
    disable_endpoint(endpoint)
    moving_clock.move(timedelta(days=8))
    forget_deliveries()
    assert statuses() == ["dead"]
    moving_clock.move(timedelta(days=23))
    forget_deliveries()
    assert statuses() == []


def test_a_delivery_whose_job_is_gone_is_woken(endpoint: Any, receiver: Receiver) -> None:
    from joren.server.jobs.models import Job
    from joren.server.webhooks.actions import wake_endpoints

    land(event())
    Job.objects.filter(kind="webhooks.deliver").delete()
    assert not work(endpoint)
    wake_endpoints()
    assert work(endpoint)
    assert len(receiver.arrived) == 1


def test_a_deleted_endpoint_leaves_nothing_behind(endpoint: Any, receiver: Receiver) -> None:
    from joren.server.jobs.models import Job
    from joren.server.webhooks.actions import delete_endpoint
    from joren.server.webhooks.models import Delivery

    land(event())
    number = endpoint.pk
    delete_endpoint(endpoint)
    assert not Delivery.objects.filter(endpoint=number).exists()
    from joren.server.jobs.actions import claim_jobs
    from joren.server.jobs.kinds import load_kinds
    from joren.server.jobs.runner import run_job

    (job,) = [each for each in claim_jobs(["webhooks.deliver"], 50, "test") if each.key == str(number)]
    run_job(load_kinds()["webhooks.deliver"], job)
    assert Job.objects.get(pk=job.id).status == "done"
    assert receiver.arrived == []
