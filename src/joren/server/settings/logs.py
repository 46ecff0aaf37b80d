"""What the processes write to standard error: lines for people, or JSON for programs; never who a customer is.

Errors of libraries may repeat what they could not store. So what looks like an e-mail address, a key or a token is
taken out of every line, and so is what PostgreSQL adds as DETAIL.
"""

from __future__ import annotations

import json
import logging
import logging.config
import re
import sys
from datetime import UTC, datetime
from typing import Any

from joren.collector.request_id import current

KINDS = ("plain", "json")
_PLAIN = "%(asctime)s %(levelname)s %(name)s: %(message)s"
#: What a record has of its own accord: everything else was given as `extra`.
_OWN = {*logging.makeLogRecord({}).__dict__, "message", "asctime", "taskName"}
_PRIVATE = [
    (re.compile(r"\n?\s*(?:DETAIL|CONTEXT):[^\n]*"), ""),
    (re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"), "[e-mail]"),
    (re.compile(r"://[^\s/@]+@"), "://[login]@"),
    (re.compile(r"\b[A-Za-z0-9_-]{40,}\b"), "[secret]"),
    (re.compile(r"(?<![\w.:-])[+0]\d[\d ()-]{7,}\d(?![\w.:-])"), "[number]"),
]


def logging_settings(kind: str, process: str) -> dict[str, Any]:
    """The settings that `logging.config.dictConfig` takes."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "plain": {"()": "joren.server.settings.logs.Line", "fmt": _PLAIN},
            "json": {"()": "joren.server.settings.logs.JsonLine", "process": process},
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": kind}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "joren": {"level": "INFO"},
            # A line for each request is for programs to read.
            "joren.request": {"level": "INFO" if kind == "json" else "WARNING"},
            "joren.server.ingest.landing": {"level": "INFO" if kind == "json" else "WARNING"},
            "joren.collector.app": {"level": "INFO" if kind == "json" else "WARNING"},
            # The middleware's line says it, with the route in place of the address.
            "django.request": {"level": "ERROR"},
        },
    }


def process_name() -> str:
    """What this process does: front, app, worker, or joren for the command line."""
    module = getattr(sys.modules["__main__"], "__spec__", None)
    name = module.name.rpartition(".")[2] if module else ""
    if name == "main" or "granian" in name or "multiprocessing" in name:
        return "app"
    return name or "joren"


def start_logging(kind: str, process: str) -> None:
    """Log like this in a process without Django."""
    logging.config.dictConfig(logging_settings(kind, process))


def without_private(text: str) -> str:
    """The text without what could tell who somebody is, or open something."""
    for pattern, instead in _PRIVATE:
        text = pattern.sub(instead, text)
    return text


class Line(logging.Formatter):
    """A line for people."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, and the trace of an error below it."""
        return without_private(super().format(record))


class JsonLine(logging.Formatter):
    """A JSON object in one line."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, process, logger, message, the request's id, what was given as `extra`, and the error if any."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "process": self._process,
            "logger": record.name,
            "message": without_private(record.getMessage()),
        }
        if request := current.get():
            line["request"] = request
        for name, value in record.__dict__.items():
            if name not in _OWN and isinstance(value, str | int | float | bool):
                line[name] = without_private(value) if isinstance(value, str) and name != "request" else value
        if record.exc_info:
            line["error"] = without_private(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)
