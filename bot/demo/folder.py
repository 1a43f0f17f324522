"""The demo's own folder: invented material, an empty record, and a mark that says that nothing in it is real.

It is made anew at each start, but for the models. Below it lie `data` (what ships with the product, without its
articles and its organisation) and `content` (what is invented): nothing reads the real ones from there.
"""

import fcntl
import os
import secrets
import shutil
from dataclasses import replace
from pathlib import Path

from bot import models
from bot import settings as settings_module
from bot.record import accounts, database
from bot.record.database import writing
from bot.record.passwords import hash_password
from bot.settings import EXAMPLE_MARK, Settings

FOLDER = "demo"
ADMIN = "admin@exempelby.example"

# The folder of what is invented, below the data that ships; and what there is real and stays out.
_INVENTED = "demo"
_CONVERSATIONS = "conversations.yml"
_REAL = ("news", "organisation.yml", "hours.yml", "others.yml")
_KEPT = {EXAMPLE_MARK, "models", "cache"}


class NoDemoError(Exception):
    """The demo cannot have its folder. The text is one line that says why and how to mend it."""


def make(settings: Settings) -> Settings:
    """Make the demo's folder below `settings.home`, empty but for what is invented. Gives the demo's settings.

    Where it is reached stays as it was; until this process ends, no other can make it anew.

    Raises:
        NoDemoError: there is something in it that no demo made, a demo runs there, or it cannot be written.
    """
    home = settings.home if settings.is_example else settings.home / FOLDER
    shipped = settings_module.ROOT / "data"
    mark = home / EXAMPLE_MARK
    if home.exists() and not mark.exists() and any(home.iterdir()):
        raise NoDemoError(f"{home}: no demo made what lies there. Move it away, or set BOT_HOME to another folder.")
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        mark.write_text("Allt i den här mappen är påhittat (bot run --demo). Den kan tas bort.\n", encoding="utf-8")
        fcntl.lockf(os.open(mark, os.O_RDWR), fcntl.LOCK_EX | fcntl.LOCK_NB)  # held as long as the process lives
        for path in home.iterdir():
            if path.name not in _KEPT:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.copytree(shipped, home / "data", ignore=shutil.ignore_patterns(_INVENTED, *_REAL))
        shutil.copytree(shipped / _INVENTED, home / "content")
        (home / "content" / _CONVERSATIONS).replace(home / _CONVERSATIONS)
    except BlockingIOError as error:
        raise NoDemoError(f"{home}: a demo runs there already. Stop it first, or set BOT_HOME elsewhere.") from error
    except OSError as error:
        raise NoDemoError(f"{home}: the demo cannot be written there ({error}). Set BOT_HOME elsewhere.") from error
    for name in ("BOT_KEY", "BOT_SECRET"):  # those of the real product
        os.environ.pop(name, None)
    made = settings_module.load({**os.environ, "BOT_HOME": str(home)})
    models.forget_current(made.models)  # what it was chosen for and what it has learnt is gone; it is found if it fits
    return replace(made, web_host=settings.web_host, web_port=settings.web_port, public_url=settings.public_url)


def conversations_file(settings: Settings) -> Path:
    """What visitors and staff say in the demo."""
    return settings.home / _CONVERSATIONS


def make_admin(settings: Settings) -> str:
    """Make the one who signs in to the demo's console; gives the password, which is kept nowhere else.

    Who signs in at once is away as long as the conversations are played: their visitors would wait for this one.
    """
    password = secrets.token_urlsafe(12)
    with writing(database.engine(settings.record_url)) as connection:
        accounts.create_in(connection, ADMIN, "Du (exempel)", "admin", hash_password(password), available=False)
    return password
