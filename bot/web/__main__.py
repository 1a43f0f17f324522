"""Starts web: `python -m bot.web`. The settings come from the environment (bot/settings.py)."""

import logging
import resource
import socket
import sys

import structlog

from bot import logs
from bot.language.danger import PatternError
from bot.material.overlay import OverlayError
from bot.record.crypto import CryptoError
from bot.record.database import RecordError
from bot.settings import Settings, SettingsError, load
from bot.web.app import create_app
from bot.web.texts import TextsError


def main() -> int:
    """Serve until SIGTERM or Ctrl-C. Gives the exit status; what stands in the way is one line on stderr."""
    set_up_logs()
    allow_many_connections()
    try:
        settings = load()
        listening = listen(settings)
        app = create_app(settings)
    except (SettingsError, RecordError, CryptoError, TextsError, PatternError, OverlayError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    app.run(sock=listening, access_log=False, motd=False)
    return 0


def listen(settings: Settings) -> socket.socket:
    """The socket that web listens on, bound here so that a taken port is told in one line.

    Raises:
        OSError: the port is taken, or the address is not this machine's.
    """
    try:
        family = socket.getaddrinfo(settings.web_host, settings.web_port, type=socket.SOCK_STREAM)[0][0]
        made = socket.socket(family, socket.SOCK_STREAM)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((settings.web_host, settings.web_port))
    except OSError as error:
        where = f"{settings.web_host}:{settings.web_port}"
        raise OSError(
            f"Cannot listen on {where}: {error.strerror}. Is it started already? Choose another with BOT_PORT."
        ) from error
    return made


def allow_many_connections() -> None:
    """As many open files as the machine lets this process have: every open chat is one."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def set_up_logs() -> None:
    """One JSON object a line on stderr. No message's text is ever logged."""
    logs.configure()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            logs.mask_values,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )


if __name__ == "__main__":
    sys.exit(main())
