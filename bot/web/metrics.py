"""What `/metrics` tells, in Prometheus' text format: counts alone, and no label that holds a visitor's words."""

from collections import Counter
from typing import Literal

from bot.material.replies import Kind

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_KINDS: tuple[Kind, ...] = ("answer", "contact", "help", "unknown", "handover", "talk", "ask")

Failure = Literal["request", "record", "delivery"]
_FAILURES: tuple[Failure, ...] = ("request", "record", "delivery")


class Metrics:
    """Counted since web started; of one process, in its event loop alone."""

    def __init__(self) -> None:
        self._messages = 0
        self._answers: Counter[str] = Counter()
        self._failures: Counter[str] = Counter()
        self._buckets: Counter[float] = Counter()
        self._seconds = 0.0
        self._answered = 0

    def message(self) -> None:
        """A visitor's message was kept."""
        self._messages += 1

    def answer(self, kind: Kind) -> None:
        """A reply was given."""
        self._answers[kind] += 1

    def failure(self, of: Failure) -> None:
        """A request or a delivery went wrong in a way that nobody foresaw, or the record could not be written."""
        self._failures[of] += 1

    def answered_in(self, seconds: float) -> None:
        """The assistant's answer was kept so long after its message had come."""
        self._buckets[next((top for top in _BUCKETS if seconds <= top), float("inf"))] += 1
        self._seconds += seconds
        self._answered += 1

    def text(self, *, assistant_ready: bool, views: int) -> str:
        """All of it in the text format, version 0.0.4 (prometheus.io, "Exposition formats")."""
        lines = [
            *_head("messages_total", "counter", "Messages of visitors."),
            f"hdf_messages_total {self._messages}",
            *_head("answers_total", "counter", "Replies by kind."),
            *(f'hdf_answers_total{{kind="{kind}"}} {self._answers[kind]}' for kind in _KINDS),
            *_head("errors_total", "counter", "What failed: a request, writing the record, bringing an answer."),
            *(f'hdf_errors_total{{of="{of}"}} {self._failures[of]}' for of in _FAILURES),
            *_head("answer_seconds", "histogram", "From a message to its kept answer."),
        ]
        below = 0
        for top in _BUCKETS:
            below += self._buckets[top]
            lines.append(f'hdf_answer_seconds_bucket{{le="{top:g}"}} {below}')
        lines += [
            f'hdf_answer_seconds_bucket{{le="+Inf"}} {self._answered}',
            f"hdf_answer_seconds_sum {self._seconds:.6f}",
            f"hdf_answer_seconds_count {self._answered}",
            *_head("assistant_ready", "gauge", "1 while the assistant answers."),
            f"hdf_assistant_ready {int(assistant_ready)}",
            *_head("open_views", "gauge", "Open streams of chat pages."),
            f"hdf_open_views {views}",
        ]
        return "\n".join(lines) + "\n"


def _head(name: str, kind: str, what: str) -> tuple[str, str]:
    return f"# HELP hdf_{name} {what}", f"# TYPE hdf_{name} {kind}"
