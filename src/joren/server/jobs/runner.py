"""Runs jobs: one thread finds those that are due and keeps their leases, a few per lane run them."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import NoReturn

from django.db import Error as DatabaseError
from django.db import close_old_connections, connection

from joren.server.jobs.actions import (
    JOB_LEASE,
    LeaseLostError,
    bury_job,
    claim_jobs,
    fail_job,
    finish_job,
    forget_jobs,
    hold_job,
    keep_coming,
    retry_job,
)
from joren.server.jobs.kinds import Claimed, GiveUpError, JobKind, Lane, TryAgainError

log = logging.getLogger(__name__)

_THREADS = {Lane.QUICK: 2, Lane.SLOW: 1, Lane.OUTGOING: 4}
_IDLE_SECONDS = 0.1
_IDLE_LONG_SECONDS = 1.0
_HOLD_SECONDS = JOB_LEASE.total_seconds() / 4
_TIDY_SECONDS = 60.0
_LAST_WORDS_SECONDS = 10.0


@dataclass
class _InHand:
    job: Claimed
    until: float
    """When it counts as stuck, by the monotonic clock."""
    future: Future[None] | None = None


class Runner:
    """Runs jobs of these kinds until it is told to stop."""

    def __init__(self, kinds: Mapping[str, JobKind], threads: Mapping[Lane, int] | None = None) -> None:
        self._kinds = kinds
        self._threads = dict(threads or _THREADS)
        self._pools = {
            lane: ThreadPoolExecutor(count, thread_name_prefix=f"jobs-{lane}") for lane, count in self._threads.items()
        }
        self._holder = f"{socket.gethostname()}/{os.getpid()}"
        self._in_hand: dict[Lane, dict[int, _InHand]] = {lane: {} for lane in self._threads}
        self._tidied = -_TIDY_SECONDS
        self._held = monotonic()
        self.is_stuck = False

    def run(self, stop: threading.Event) -> bool:
        """Run until `stop` is set. False when a job is stuck: then the process has to end, and be started again."""
        idle = _IDLE_SECONDS
        while not stop.is_set() and not self.is_stuck:
            try:
                idle = _IDLE_SECONDS if self._step() else min(idle * 1.3, _IDLE_LONG_SECONDS)
            except DatabaseError as error:
                log.error("jobs stand still: %s: %s", type(error).__name__, error)
                connection.close()
                idle = _IDLE_LONG_SECONDS
            stop.wait(idle)
        self._wait_for_the_rest()
        return not self.is_stuck

    def _step(self) -> bool:
        """Do what there is to do; whether there was anything."""
        close_old_connections()
        if monotonic() - self._tidied > _TIDY_SECONDS:
            self._tidied = monotonic()
            self._tidy()
        if monotonic() - self._held > _HOLD_SECONDS:
            self._held = monotonic()
            self._hold()
        return sum(self._fill(lane) for lane in self._threads) > 0

    def _fill(self, lane: Lane) -> int:
        in_hand = self._in_hand[lane]
        for number in [number for number, each in in_hand.items() if each.future and each.future.done()]:
            del in_hand[number]
        kinds = [kind.name for kind in self._kinds.values() if kind.lane is lane]
        claimed = claim_jobs(kinds, self._threads[lane] - len(in_hand), self._holder)
        for job in claimed:
            entry = _InHand(job, monotonic() + self._kinds[job.kind].limit.total_seconds())
            in_hand[job.id] = entry
            entry.future = self._pools[lane].submit(run_job, self._kinds[job.kind], job)
        return len(claimed)

    def _hold(self) -> None:
        """Keep the leases of what runs. One that is stuck loses its own, and with it the right to write."""
        for in_hand in self._in_hand.values():
            for each in in_hand.values():
                if each.future is not None and each.future.done():
                    continue
                if monotonic() > each.until:
                    self.is_stuck = True
                    _give_back(self._kinds[each.job.kind], each.job, "It took too long.")
                    continue
                try:
                    hold_job(each.job)
                except LeaseLostError:
                    log.warning("jobs: %s %s is another runner's now", each.job.kind, each.job.id)

    def _tidy(self) -> None:
        forget_jobs()
        for kind in self._kinds.values():
            if kind.every is not None:
                keep_coming(kind.name, kind.every)

    def _wait_for_the_rest(self) -> None:
        """Let what runs come to its end, within reason; the rest is claimed again when its lease has ended."""
        end = monotonic() + _LAST_WORDS_SECONDS
        for pool in self._pools.values():
            pool.shutdown(wait=False, cancel_futures=True)
        for in_hand in self._in_hand.values():
            for each in in_hand.values():
                if each.future is not None and not each.future.cancelled():
                    try:
                        each.future.exception(max(0.0, end - monotonic()))
                    except TimeoutError:
                        log.warning("jobs: %s %s was still running at the end", each.job.kind, each.job.id)


def run_process(kinds: Mapping[str, JobKind], stop: threading.Event) -> NoReturn:
    """Run jobs, then end this process at once: a thread that is stuck would keep it for ever."""
    status = 0 if Runner(kinds).run(stop) else 1
    logging.shutdown()
    os._exit(status)


def run_job(kind: JobKind, job: Claimed) -> None:
    """Run one job and write down how it went. Nothing that it does or raises stops the others."""
    try:
        if job.attempt > kind.retry.attempts:
            bury_job(job, "Its runner ended without a word, again and again.")
            return
        try:
            kind.run(job)
        except LeaseLostError:
            log.warning("jobs: %s %s was taken over", job.kind, job.id)
        except GiveUpError as error:
            fail_job(job, str(error))
        except TryAgainError as error:
            _give_back(kind, job, str(error), error.after)
        except BaseException as error:  # a handler that asks the program to end is wrong too
            log.exception("jobs: %s %s failed", job.kind, job.id)
            connection.close()
            _give_back(kind, job, f"{type(error).__name__}: {error}")
        else:
            finish_job(job)
        if kind.every is not None:
            keep_coming(kind.name, kind.every)
    except DatabaseError:
        log.exception("jobs: how %s %s went could not be written", job.kind, job.id)
    finally:
        connection.close()  # a thread that waits for its next job needs none


def _give_back(kind: JobKind, job: Claimed, why: str, after: timedelta | None = None) -> None:
    pause = kind.retry.pause(job.attempt)
    if pause is None:
        bury_job(job, why)
    else:
        retry_job(job, why, after or pause)
