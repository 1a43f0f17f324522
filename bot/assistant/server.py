"""Starts the assistant: `python -m bot.assistant.server`.

Rasa's own `rasa run` imports much that is not needed here and cannot be given our action endpoint.
"""

import asyncio
import gc
import logging
import sys
import time
from functools import partial
from typing import Any

from bot import models
from bot import settings as settings_module
from bot.assistant import environment

_PURGE_EVERY_SECONDS = 60
_LOOK_EVERY_SECONDS = 0.05


def main() -> int:
    """Serve the model in use on loopback, until a signal ends it."""
    gc.disable()  # until it is told what to spare (`_settle`)
    chosen = settings_module.load()
    environment.prepare(chosen)
    from rasa.core.run import close_resources, configure_app, create_http_input_channels, load_agent_on_start
    from rasa.core.utils import AvailableEndpoints

    from bot.assistant import logs, mends, second_opinion
    from bot.assistant.action_endpoint import ActionEndpoint
    from bot.assistant.fingerprint import ASSISTANT
    from bot.record import crypto

    # Loading Rasa takes as long as some of the training: a first start does both at once.
    while models.is_training(chosen.models):
        time.sleep(_LOOK_EVERY_SECONDS)
    model = models.current(chosen.models)
    if model is None:
        print(f"{chosen.models}: no model is in use. Train one: uv run bot train", file=sys.stderr)
        return 1
    logs.configure()
    mends.apply()
    second_opinion.allow()
    endpoints = AvailableEndpoints.read_endpoints(str(ASSISTANT / "endpoints.yml"))
    endpoints.action = ActionEndpoint(endpoints.action.url, **endpoints.action.kwargs)
    app = configure_app(
        create_http_input_channels(None, str(ASSISTANT / "credentials.yml")),
        # Guards Rasa's own HTTP API (switching models, reading trackers); the channels have their own rules.
        auth_token=crypto.load_secret(chosen.home),
        endpoints=endpoints,
    )
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = 2
    app.register_listener(partial(load_agent_on_start, str(model), endpoints, None), "before_server_start")
    app.register_listener(close_resources, "after_server_stop")
    app.register_listener(_settle, "after_server_start")
    app.add_task(_purge_trackers)
    logging.getLogger("sanic.root").setLevel(logging.WARNING)
    app.run(host="127.0.0.1", port=chosen.assistant_port, access_log=False, motd=False)
    return 0


async def _settle(app: Any, loop: asyncio.AbstractEventLoop) -> None:
    """Load what the first message would wait for, and spare the garbage collector all that stays anyway.

    Those are the hundreds of thousands of objects of Rasa and TensorFlow, and the lists of words.
    """
    if app.ctx.agent is not None and app.ctx.agent.is_ready():
        await app.ctx.agent.parse_message("Hur är vädret?")
    gc.collect()
    gc.freeze()
    gc.enable()


async def _purge_trackers(app: Any) -> None:
    """Erase the conversations whose time is out, also while nobody writes."""
    while True:
        await asyncio.sleep(_PURGE_EVERY_SECONDS)
        app.ctx.agent.tracker_store.purge(time.time())


if __name__ == "__main__":
    sys.exit(main())
