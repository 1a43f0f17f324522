"""Starts the action server on loopback: `python -m actions`.

As rasa-sdk's own start, which listens on every address (it has no authentication), without its plugins and with the
actions' process kept small.
"""

import sys

from bot import logs, quiet, settings


def main() -> int:
    """Serve until a signal ends it."""
    quiet.about_libraries()
    from rasa_sdk.endpoint import create_app

    import actions
    from actions import context
    from bot.language.frequency import zipf

    logs.configure()
    context.material()  # read before the first question, which has five seconds
    zipf("fråga")  # and so is the table of words
    app = create_app(actions, cors_origins=None)
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = 2
    app.run(host="127.0.0.1", port=settings.load().actions_port, access_log=False, motd=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
