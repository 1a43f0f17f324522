"""Which model is in use: given to the running assistant, without a pause for who is talking with it, and kept for the
next start, with the lessons that it has learnt."""

from pathlib import Path

import aiohttp

from bot import models
from bot.material.learning import from_data, learn
from bot.settings import Settings

SECONDS = 60.0


class SwitchError(Exception):
    """The assistant did not take the model; it goes on with the one it had. The text says why."""


async def switch(settings: Settings, secret: str, model: Path) -> bool:
    """Let the assistant load a model.

    Returns:
        Whether an assistant runs, and so answers with this model now. Else it loads the one in use when it starts.
    Raises:
        SwitchError
    """
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    try:
        async with aiohttp.ClientSession(timeout=timeout, trust_env=False) as session:
            url, asked = f"{settings.assistant_url}/model", {"model_file": str(model)}
            async with session.put(url, params={"token": secret}, json=asked) as response:
                if response.status == 204:
                    return True
                raise SwitchError(f"{response.status}: {(await response.text())[:300]}")
    except aiohttp.ClientConnectorError:
        return False
    except (aiohttp.ClientError, TimeoutError) as error:
        raise SwitchError(type(error).__name__) from error


def take_into_use(settings: Settings, model: Path, *, hold: bool = False) -> None:
    """From the next start on it is this model, and a training learns the lessons that this one has learnt.

    Args:
        hold: it stays until another is taken into use (`models.use`).
    """
    models.use(settings.models, model, hold=hold)
    learn_as_before(settings)


def learn_as_before(settings: Settings) -> None:
    """From now on a training learns the lessons that the model in use has learnt, where that is known."""
    model = models.current(settings.models)
    if model and (about := models.about(model)):
        learn(settings.content, from_data(about.lessons))
