"""`bot run`: the whole product with one command."""

import asyncio
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from subprocess import PIPE
from typing import Any

import aiohttp
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from actions import wording
from bot import models
from bot.assistant import fingerprint
from bot.demo import folder as demo_folder
from bot.demo import playing
from bot.language import danger
from bot.material import privacy, statement
from bot.material.checking import problems
from bot.material.lessons import LessonError, taught
from bot.material.overlay import OverlayError
from bot.processes import Child, end_all, keep_alive, start
from bot.record import accounts, crypto, database, signins
from bot.record.staff_commands import link
from bot.settings import Settings
from bot.switching import learn_as_before
from bot.web import texts

_ASK_EVERY_SECONDS = 0.1
_WEB_FIRST_SECONDS = 3.0
_READY = "The assistant is ready ({seconds:.1f} s). Ctrl-C stops everything."


class CannotRun(Exception):  # noqa: N818 - what is wrong is in the text
    """Something stands in the way of starting. The text is one line that says what and how to mend it."""


def run(settings: Settings, *, may_train: bool, demo: bool = False) -> int:
    """Make everything ready, start web, actions and assistant, and keep them alive until a signal comes.

    Args:
        demo: show the product with an invented organisation, in a folder of its own below `settings.home`.

    Returns:
        The exit status.
    """
    console = Console()
    os.umask(0o077)  # what a run writes is for nobody else, wherever its home lies
    try:
        if demo:
            require_all_free(settings)  # before anything of a demo that runs is removed
            settings = demo_folder.make(settings)
        prepare(settings)
        model = fitting_model(settings, may_train=may_train)
        return asyncio.run(_run(settings, console, train=model is None, demo=demo))
    except (CannotRun, demo_folder.NoDemoError, crypto.CryptoError, database.RecordError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:  # before there was anything to end
        return 130


def prepare(settings: Settings) -> None:
    """Check what must be right, and make the folder, the keys and the record.

    Raises:
        CannotRun: the folder cannot be written, the material is wrong, or a port is taken.
    """
    try:
        settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = settings.home / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise CannotRun(
            f"{settings.home}: cannot be written ({error.strerror}). Set BOT_HOME to another folder."
        ) from error
    if found := problems(settings.material_folders):
        more = f" ({len(found) - 1} more: uv run bot material check)" if len(found) > 1 else ""
        raise CannotRun(f"{found[0]}{more}")
    try:
        danger.load(settings.file("danger/patterns.yml"), settings.file("danger/learned.json"))
        texts.load(settings.material_folders)
        wording.load(settings.material_folders)
        privacy.PrivacySource(settings.material_folders, settings.figures, settings.deletion)
        statement.StatementSource(settings.material_folders)
        taught(settings.content)
    except (LessonError, danger.PatternError, texts.TextsError, wording.WordingError, OverlayError) as error:
        raise CannotRun(" ".join(str(error).split())) from error
    require_all_free(settings)
    models.forget_training(settings.models)
    crypto.load_key(settings.home)
    crypto.load_secret(settings.home)
    database.upgrade(settings.record_url)


def fitting_model(settings: Settings, *, may_train: bool) -> Path | None:
    """The model to serve, made the one in use; None where one has to be trained first.

    One that somebody has chosen (`bot model use`, "Ångra" in the console) stays as long as it fits the code.

    Raises:
        CannotRun: training is not allowed, and there is no model at all.
    """
    learn_as_before(settings)  # a publication that was cut off may have left lessons that wait
    held = models.held(settings.models)
    if held and (about := models.about(held)) and about.code == fingerprint.of_code():
        return held
    fitting = models.file(settings.models, fingerprint.of_model(settings))
    if fitting.is_file():
        models.note_once(fitting, lambda: fingerprint.about(settings))
        models.use(settings.models, fitting)
        return fitting
    if may_train:
        return None
    if (present := models.current(settings.models)) is None:
        raise CannotRun(f"{settings.models}: there is no trained model. Start without --no-train, or: uv run bot train")
    return present


def ports(settings: Settings) -> tuple[tuple[str, str, int, str], ...]:
    """What listens: its name, host and port, and what moves it."""
    return (
        ("web", settings.web_host, settings.web_port, "--port"),
        ("the assistant", "127.0.0.1", settings.assistant_port, "BOT_ASSISTANT_PORT"),
        ("the action server", "127.0.0.1", settings.actions_port, "BOT_ACTIONS_PORT"),
    )


def require_all_free(settings: Settings) -> None:
    """Make sure that nothing listens where we are to.

    Raises:
        CannotRun
    """
    for listening in ports(settings):
        require_free(*listening)


def require_free(name: str, host: str, port: int, option: str) -> None:
    """Make sure that nothing listens there.

    Raises:
        CannotRun
    """
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            raise CannotRun(
                f"{host}:{port}: cannot be opened for {name} ({reason}). Choose another with {option}."
            ) from error


async def _run(settings: Settings, console: Console, *, train: bool, demo: bool) -> int:
    environment = child_environment(settings)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop.set)
    web = Child("web", _python("bot.web"), environment)
    actions = Child("actions", _python("actions"), environment)
    assistant = Child("assistant", _python("bot.assistant.server"), environment)

    def tell(line: str) -> None:
        console.print(line, highlight=False, soft_wrap=True)

    if demo:
        _print_example(settings, tell)
    else:
        _print_addresses(settings, tell)
    started: list[asyncio.subprocess.Process] = []

    async def after_web(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        # Web has the machine to itself until it answers: the others take seconds anyway.
        await asyncio.wait({web_answers}, timeout=_WEB_FIRST_SECONDS)
        await work()

    async def train_model() -> None:
        await _train(settings, environment, console, started)
        models.forget_training(settings.models)
        await stop.wait()

    async def play() -> None:
        await assistant_ready
        await _play(settings, tell)
        await stop.wait()

    web_answers, assistant_ready = (asyncio.create_task(work) for work in _tell_progress(settings, tell))
    works = [keep_alive(web, tell)]
    works += [after_web(partial(keep_alive, child, tell)) for child in (actions, assistant)]
    if train:
        models.expect_training(settings.models)  # the assistant loads Rasa meanwhile, and waits for the model
        works.append(after_web(train_model))
    if demo:
        works.append(play())
    tasks = [asyncio.create_task(work) for work in works]
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({stopping, *tasks}, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            if task.done():
                task.result()  # raises what went wrong: none of them ends by itself
    finally:
        stopping.cancel()
        for task in (*tasks, web_answers, assistant_ready):
            task.cancel()
        await asyncio.gather(stopping, web_answers, assistant_ready, *tasks, return_exceptions=True)
        models.forget_training(settings.models)
        await end_all([*started, *(child.process for child in (web, actions, assistant) if child.process)])
    tell("Stopped.")
    return 0


def child_environment(settings: Settings) -> Mapping[str, str]:
    """What our processes get: these settings, and quiet libraries."""
    quiet = {"TF_CPP_MIN_LOG_LEVEL": "3", "SQLALCHEMY_SILENCE_UBER_WARNING": "1"}
    # Sanic asks distutils for one function; setuptools' own copy of it takes a third of web's start.
    quick = {"SETUPTOOLS_USE_DISTUTILS": "stdlib"}
    # Every start would compile our modules anew where this is set.
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**inherited, **quiet, **quick, **settings.environment()}


async def _train(
    settings: Settings, environment: Mapping[str, str], console: Console, started: list[asyncio.subprocess.Process]
) -> None:
    """Train in a process of its own, with a progress bar. An older model serves on where training fails."""
    log = settings.home / "train.log"
    with log.open("wb") as errors:
        process = await start(_python("bot.assistant.train"), environment, stdout=PIPE, stderr=errors.fileno())
    started.append(process)
    assert process.stdout is not None
    columns = (TextColumn("Training"), BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        bar = progress.add_task("", total=None)
        async for line in process.stdout:
            try:
                step = json.loads(line)
                progress.update(bar, description=step["step"], completed=step["done"], total=step["of"])
            except (ValueError, TypeError, KeyError):
                continue  # something else that Rasa prints
    if await process.wait() == 0:
        return
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    why = f"{lines[-1] if lines else 'It said nothing.'} (all of it: {log})"
    if models.current(settings.models) is None:
        raise CannotRun(why)
    console.print(f"{why} The assistant goes on with the model it had.", highlight=False, soft_wrap=True)


async def _tell_when_answering(url: str, headers: Mapping[str, str], line: str, tell: Callable[[str], None]) -> None:
    """Ask `url` until its status is 200, then tell the line with the seconds that it took."""
    started = time.monotonic()
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as session:
        while True:
            with suppress(aiohttp.ClientError, TimeoutError):
                async with session.get(url, headers=headers) as response:
                    if response.status == 200:
                        tell(line.format(seconds=time.monotonic() - started))
                        return
            await asyncio.sleep(_ASK_EVERY_SECONDS)


def _tell_progress(settings: Settings, tell: Callable[[str], None]) -> list[Coroutine[Any, Any, None]]:
    """What tells that web answers, and that the assistant does."""
    web = f"{_web(settings)}/health"
    assistant = f"{settings.assistant_url}/webhooks/web/ready"
    secret = {"X-Bot-Secret": crypto.load_secret(settings.home)}
    return [
        _tell_when_answering(web, {}, "Web answers ({seconds:.1f} s).", tell),
        _tell_when_answering(
            assistant, secret, "The assistant is ready ({seconds:.1f} s). Ctrl-C stops everything.", tell
        ),
    ]


def _web(settings: Settings) -> str:
    """Where this machine reaches web."""
    return f"http://{host_in_url(settings.web_host)}:{settings.web_port}"


async def _play(settings: Settings, tell: Callable[[str], None]) -> None:
    started = time.monotonic()
    count, left_off = await playing.play(settings, _web(settings))
    for why in left_off:
        tell(f"An example conversation was left off half-way: {why}")
    tell(f"{count} example conversations are in the console ({time.monotonic() - started:.1f} s).")


def host_in_url(host: str) -> str:
    """Where this machine reaches what listens on `host`."""
    if host in {"0.0.0.0", "::", ""}:
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _print_addresses(settings: Settings, tell: Callable[[str], None]) -> None:
    told = privacy.load(settings.material_folders, {**settings.figures, "organisation": ""}, settings.deletion)
    base = settings.public_url
    tell(f"Har du frågor?  {base}/  (an article with the chat)   {base}/chatt  (the chat alone)")
    stated = statement.load(settings.material_folders, "")
    for page, unset, file in (
        ("integritet", told.unset, privacy.FILE),
        ("tillganglighet", stated.unset, statement.FILE),
    ):
        if unset:
            where = settings.content / file
            tell(f"{base}/{page} has default texts for {', '.join(unset)}. Write them in {where}, under body:.")
    tell(staff_console(settings))
    tell("Web is starting; the assistant follows. Questions asked meanwhile are kept and answered.")


def _print_example(settings: Settings, tell: Callable[[str], None]) -> None:
    base = settings.public_url
    tell(f"EXEMPEL: all of it is invented, lies in {settings.home}, and begins anew at the next `bot run --demo`.")
    tell(f"  {base}/  (an article with the chat)   {base}/chatt  (the chat alone)")
    tell(f"  {base}/personal  (for staff): sign in as {demo_folder.ADMIN}, password {demo_folder.make_admin(settings)}")
    tell("Web is starting; the assistant follows, and then sixty conversations that visitors had.")


def staff_console(settings: Settings) -> str:
    """Where staff sign in; while nobody can, how the first one gets in. Its link is for a terminal alone, for a log
    would keep it."""
    record, sign_in = database.engine(settings.record_url), settings.sign_in
    provided = any(role == "admin" for role, _ in sign_in.roles)
    if provided or accounts.has_admin(record):
        return f"Staff: {settings.public_url}/personal"
    if not sign_in.passwords or not sys.stdout.isatty() or (token := signins.first_admin_link(record)) is None:
        return "Nobody can sign in to the staff console yet. Make the first admin: uv run bot staff add --admin"
    return f"Nobody can sign in to the staff console yet. The first admin, within 30 minutes: {link(settings, token)}"


def _python(module: str) -> list[str]:
    return [sys.executable, "-m", module]
