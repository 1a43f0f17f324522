"""Gives the running assistant another model, without a pause for who is talking with it."""

from pathlib import Path

import aiohttp

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
