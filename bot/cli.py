"""The command `bot`."""

import sys
from dataclasses import replace
from typing import Annotated

import typer

from bot import model_commands
from bot import settings as settings_module
from bot.evaluate import commands as evaluate_commands
from bot.material import commands as material_commands
from bot.record import commands as record_commands
from bot.record import staff_commands
from bot.settings import Settings, SettingsError

app = typer.Typer(
    help="Har du frågor? An accessible chatbot for the website of a public body.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(material_commands.app, name="material", help="The news and contact material.")
app.add_typer(model_commands.app, name="model", help="The trained models, and which one is in use.")
app.add_typer(evaluate_commands.app, name="evaluate", help="How good the assistant is, measured.")
app.add_typer(record_commands.app, name="record", help="What visitors left.")
app.add_typer(staff_commands.app, name="staff", help="The staff's accounts.")


def _settings() -> Settings:
    try:
        return settings_module.load()
    except SettingsError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(1) from error


@app.command()
def run(
    host: Annotated[str | None, typer.Option(help="Address that web listens on.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port that web listens on.")] = None,
    no_train: Annotated[
        bool, typer.Option("--no-train", help="Serve the model there is, even if it is outdated.")
    ] = False,
    demo: Annotated[
        bool, typer.Option("--demo", help="Show the product with an invented organisation, in a folder of its own.")
    ] = False,
) -> None:
    """Start everything: web, assistant and actions. Trains first where no model fits the material."""
    from bot.run import run as run_all

    chosen = _settings()
    if host is not None or port is not None:
        moved = replace(chosen, web_host=host or chosen.web_host, web_port=port or chosen.web_port)
        usual = f"http://{chosen.web_host}:{chosen.web_port}"
        if chosen.public_url == usual:
            moved = replace(moved, public_url=f"http://{moved.web_host}:{moved.web_port}")
        chosen = moved
    raise typer.Exit(run_all(chosen, may_train=not no_train, demo=demo))


@app.command()
def train() -> None:
    """Train the assistant on the material, try the new model, and take it into use."""
    from bot.assistant.train import main as train_main

    _settings()
    raise typer.Exit(train_main())


@app.command()
def doctor() -> None:
    """Say what is unset, unreachable or outdated, and how to mend it. Changes nothing; exit status 1 at an error."""
    from bot.doctor.command import run as run_doctor

    raise typer.Exit(run_doctor(_settings()))


@app.command()
def benchmark(
    messages: Annotated[int, typer.Option(min=20, help="How many messages to measure.")] = 200,
    passages: Annotated[
        int | None, typer.Option(min=1, help="Measure on an invented site of so many passages, through Rasa alone.")
    ] = None,
    news: Annotated[
        int | None, typer.Option(min=32, help="Measure the import of an invented website of so many pages instead.")
    ] = None,
    conversations: Annotated[
        int | None, typer.Option(min=100, help="Measure reviewing, with so many generated conversations, instead.")
    ] = None,
    switches: Annotated[
        int | None, typer.Option(min=1, help="Measure visitors' waits while the model is switched so often, instead.")
    ] = None,
) -> None:
    """Measure what a message costs, part by part, and the memory of each process, on a product of its own."""
    if switches is not None:
        from bot.benchmark.switching import run as run_switches

        raise typer.Exit(run_switches(_settings(), switches))
    if conversations is not None:
        from bot.benchmark.reviewing import run as run_reviewing

        raise typer.Exit(run_reviewing(conversations))
    if news is not None:
        from bot.benchmark.importing import run as run_import

        raise typer.Exit(run_import(news))
    if passages is not None:
        from bot.benchmark.passages import run as run_on_passages

        raise typer.Exit(run_on_passages(_settings(), passages, messages))
    from bot.benchmark.messages import run as run_benchmark

    raise typer.Exit(run_benchmark(_settings(), messages))


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []},
)
def rasa(context: typer.Context) -> None:
    """Run a command of Rasa's own (train, shell, test, data validate, …) with this project's paths."""
    from bot.assistant.rasa_command import main as rasa_main

    raise typer.Exit(rasa_main(_settings(), context.args))


def main() -> None:
    """The entry point of the script `bot`."""
    app()


if __name__ == "__main__":
    main()
