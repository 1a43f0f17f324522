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

    logs.configure()
    _warm_up()
    app = create_app(actions, cors_origins=None)
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = 2
    app.run(host="127.0.0.1", port=settings.load().actions_port, access_log=False, motd=False)
    return 0


def _warm_up() -> None:
    """Read the material, the names in it and all lists of words before the first question, which has five seconds."""
    from actions.contact import contact_blocks
    from actions.context import material
    from actions.otherwise import otherwise
    from bot.language.words import stems

    known, question = material(), "Hur är vädret?"
    contact_blocks(known, "", question)
    otherwise(question, known)
    stems("väderfråga")


if __name__ == "__main__":
    sys.exit(main())
