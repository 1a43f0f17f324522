"""`bot evaluate …`: measures the assistant."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot import settings as settings_module

app = typer.Typer(no_args_is_help=True)

Files = Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="Files of conversations, JSON a line.")]

_CONTENT_HELP = "A folder of content over the shipped one, as BOT_HOME/content is."


@app.command()
def conversations(
    files: Files,
    content: Annotated[Path | None, typer.Option(exists=True, file_okay=False, help=_CONTENT_HELP)] = None,
    url: Annotated[str | None, typer.Option(help="Ask the assistant that runs there, on this machine.")] = None,
    home: Annotated[
        Path | None, typer.Option(exists=True, file_okay=False, help="Ask the assistant that runs with this home.")
    ] = None,
    parallel: Annotated[int, typer.Option(min=1, help="Conversations at a time; 1 for honest times.")] = 2,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write all of it here.")] = None,
    at_least: Annotated[float, typer.Option(min=0, max=100, help="Fail below so many per cent.")] = 0.0,
) -> None:
    """Play conversations against the real assistant, and show how many went right.

    A line that is a text alone ({"text": …}) must not be answered from an article.
    """
    from bot.evaluate import conversations as playing
    from bot.evaluate.assistant import Assistant, NotRunning
    from bot.evaluate.cases import CaseError, read_cases
    from bot.evaluate.homes import running_assistant
    from bot.evaluate.report import as_json, print_report

    settings = settings_module.load()

    @contextmanager
    def opened(folder: Path | None) -> Iterator[Assistant]:
        if url is None and home is None:
            with running_assistant(settings, folder) as assistant:
                yield assistant
            return
        if folder is not None:
            raise CaseError(f"{folder}: content is for an assistant of its own: leave out --url and --home.")
        yield Assistant(_running(settings, url, home))

    try:
        cases = [case for file in files for case in read_cases(file)]
        played = playing.play_all(cases, opened, content, parallel)
    except (CaseError, NotRunning, OSError) as error:
        print(error, file=sys.stderr)
        raise typer.Exit(1) from error
    print_report(Console(), played)
    results = as_json(played)
    if json_file is not None:
        json_file.write_text(json.dumps(results, ensure_ascii=False, indent=1), encoding="utf-8")
    if 100 * results["summary"]["right"] < at_least * len(played):
        raise typer.Exit(1)


def _running(settings: settings_module.Settings, url: str | None, home: Path | None) -> settings_module.Settings:
    """The settings of a running assistant, as far as asking it wants them."""
    chosen = settings if home is None else replace(settings, home=home.resolve())
    if url is None:
        return chosen
    return replace(chosen, assistant_port=int(url.rstrip("/").rpartition(":")[2]))
