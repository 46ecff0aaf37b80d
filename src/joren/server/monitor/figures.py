"""The figures themselves. They come from the tables and the system, so that no process has to count for another."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from django.db import connection
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from joren import __version__
from joren.collector.spool import Spool
from joren.server.ingest import queries
from joren.server.jobs.leases import seconds_since_renewal
from joren.server.monitor.processes import resident_bytes
from joren.server.settings.options import Options


class Figures(Collector):
    """Everything that `/metrics` shows."""

    def __init__(self, options: Options) -> None:
        self._options = options

    def collect(self) -> Iterator[Metric]:
        """Every figure with its help."""
        yield InfoMetricFamily("joren", "The program.", {"version": __version__, "database": connection.vendor})
        yield from self._events()
        yield from self._stages()
        yield from self._machine()

    def _events(self) -> Iterator[Metric]:
        events = CounterMetricFamily(
            "joren_events", "Events that have landed, by what became of them.", labels=["outcome"]
        )
        for outcome, count in queries.totals().items():
            events.add_metric([outcome], count)
        yield events
        yield GaugeMetricFamily("joren_dead_letters", "Events that could not be used.", queries.dead_letters())

    def _stages(self) -> Iterator[Metric]:
        """How far all that was taken in has come, stage by stage."""
        number = CounterMetricFamily("joren_stage_requests", "Requests that a stage has behind it.", labels=["stage"])
        behind = GaugeMetricFamily("joren_stage_behind_requests", "Requests that wait for a stage.", labels=["stage"])
        lag = GaugeMetricFamily(
            "joren_stage_lag_seconds", "How long the oldest request has waited for a stage.", labels=["stage"]
        )
        size = GaugeMetricFamily("joren_spool_bytes", "The size of a spool's files.", labels=["spool"])
        spools = list(queries.spools(self._options))
        for stage in queries.stages(spools):
            number.add_metric([stage.name], stage.number)
            behind.add_metric([stage.name], stage.behind)
            lag.add_metric([stage.name], stage.lag.total_seconds())
        for spool in spools:
            size.add_metric([self._name(spool)], sum(each.path.stat().st_size for each in spool.segments()))
        yield from (number, behind, lag, size)

    def _machine(self) -> Iterator[Metric]:
        leases = GaugeMetricFamily(
            "joren_lease_renewed_seconds", "How long ago whoever does a piece of work said so.", labels=["work"]
        )
        for work, seconds in seconds_since_renewal().items():
            leases.add_metric([work], seconds)
        yield leases
        memory = GaugeMetricFamily(
            "joren_process_resident_bytes", "Memory that a process has, by what it does.", labels=["process"]
        )
        for process, held in resident_bytes().items():
            memory.add_metric([process], held)
        yield memory
        free = shutil.disk_usage(self._options.data).free
        yield GaugeMetricFamily("joren_disk_free_bytes", "Room on the disk of the data folder.", free)

    def _name(self, spool: Spool) -> str:
        """`front`, or `inside/1` and so on."""
        return "front" if spool.folder == self._options.spool else str(spool.folder.relative_to(self._options.spool))
