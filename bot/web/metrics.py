"""What `/metrics` tells, in Prometheus' text format: counts alone, and no label that holds a visitor's words."""

from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4 as CONTENT_TYPE

from bot.material.replies import Kind

__all__ = ["CONTENT_TYPE", "Failure", "Metrics"]

_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_KINDS: tuple[Kind, ...] = ("answer", "contact", "help", "unknown", "handover", "talk", "ask")

Failure = Literal["request", "record", "delivery"]
_FAILURES: tuple[Failure, ...] = ("request", "record", "delivery")


class Metrics:
    """Counted since web started, in a registry of its own: the library's shared one tells of the process as well."""

    def __init__(self) -> None:
        registry = CollectorRegistry(auto_describe=True)
        self._messages = Counter("hdf_messages", "Messages of visitors.", registry=registry)
        self._answers = Counter("hdf_answers", "Replies by kind.", ["kind"], registry=registry)
        failed = "What failed: a request, writing the record, bringing an answer."
        self._failures = Counter("hdf_errors", failed, ["of"], registry=registry)
        took = "From a message to its kept answer."
        self._seconds = Histogram("hdf_answer_seconds", took, buckets=_BUCKETS, registry=registry)
        self._ready = Gauge("hdf_assistant_ready", "1 while the assistant answers.", registry=registry)
        self._views = Gauge("hdf_open_views", "Open streams of chat pages.", registry=registry)
        # What never happened is 0, not missing.
        for kind in _KINDS:
            self._answers.labels(kind)
        for of in _FAILURES:
            self._failures.labels(of)
        samples = {sample.name for metric in registry.collect() for sample in metric.samples}
        # Without when each began: the library can only be told so for the whole process.
        self._shown = registry.restricted_registry(name for name in samples if not name.endswith("_created"))

    def message(self) -> None:
        """A visitor's message was kept."""
        self._messages.inc()

    def answer(self, kind: Kind) -> None:
        """A reply was given."""
        self._answers.labels(kind).inc()

    def failure(self, of: Failure) -> None:
        """A request or a delivery went wrong in a way that nobody foresaw, or the record could not be written."""
        self._failures.labels(of).inc()

    def answered_in(self, seconds: float) -> None:
        """The assistant's answer was kept so long after its message had come."""
        self._seconds.observe(seconds)

    def text(self, *, assistant_ready: bool, views: int) -> str:
        """All of it in the text format, version 0.0.4 (prometheus.io, "Exposition formats")."""
        self._ready.set(assistant_ready)
        self._views.set(views)
        return generate_latest(self._shown).decode()
