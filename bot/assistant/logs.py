"""Logs of the assistant: lines that never hold what a visitor wrote."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

import bot.logs

# Keys under which Rasa logs raw text (3.6.21: message.parsing.failed, rest.message.received.failure and others).
_PRIVATE = ("text", "message", "parse_data", "slot", "entit", "events", "tracker", "value", "payload", "query")


def drop_private(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: drops every key that may hold what a visitor wrote."""
    for key in [key for key in event if key != "event" and any(part in key.lower() for part in _PRIVATE)]:
        del event[key]
    event.pop("exc_info", None)  # a traceback's locals and messages may quote the text
    return event


def configure(level: int = logging.WARNING) -> None:
    """Send the logs of Rasa and of ours to standard error, without private text."""
    bot.logs.configure(level)
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            drop_private,
            bot.logs.mask_values,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )
