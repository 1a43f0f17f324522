"""`bot material add | sync | withdraw`: news from a website or from files, shown first and taken in when accepted."""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot import settings
from bot.material.importing import plan as planning
from bot.material.importing import writing
from bot.material.importing.draft import PASTED, Found
from bot.material.importing.plan import Change
from bot.material.model import Material
from bot.material.reading import read_material
from bot.settings import Settings

Yes = Annotated[bool, typer.Option("--yes", help="Take everything in without asking.")]
Preview = Annotated[bool, typer.Option("--preview", help="Show what would change, and write nothing.")]
Json = Annotated[bool, typer.Option("--json", help="Print the preview as JSON, for programs.")]
Replace = Annotated[
    bool, typer.Option("--replace", help="Where an article was changed here and on the website, take the website's.")
]
Below = Annotated[list[str] | None, typer.Option(help="Take only articles below this address (may be repeated).")]
Delay = Annotated[float, typer.Option(min=0, max=60, help="Seconds between two requests to one host.")]

_QUIET = ("unchanged", "withdrawn")


def add(
    sources: Annotated[list[str], typer.Argument(metavar="URL|FILE…", help="Articles, feeds, sitemaps, or files.")],
    below: Below = None,
    yes: Yes = False,
    preview: Preview = False,
    as_json: Json = False,
    replace_edited: Replace = False,
    delay: Delay = 1.0,
    pasted: Annotated[bool, typer.Option("--pasted", hidden=True)] = False,
) -> None:
    """Take in articles from their addresses, from a feed or a sitemap, or from files (HTML, text, Markdown)."""
    from bot.material.importing.seeking import is_address, read_file

    chosen = _settings()
    files = [read_file(Path(source)) for source in sources if not is_address(source)]
    if pasted:  # what the console was given is in a file of ours, which is no source
        files = [replace(one, address=PASTED, draft=one.draft and replace(one.draft, source=PASTED)) for one in files]
    urls = [source for source in sources if is_address(source)]
    with _alone(chosen):
        found = [*files, *(_fetched(chosen, urls, tuple(below or ()), delay) if urls else [])]
        _offer(chosen, found, yes, preview, as_json, replace_edited)
    if any(one.code for one in files) or (len(found) == len(sources) and any(one.code for one in found)):
        raise typer.Exit(1)  # what somebody named by itself could not be had


def sync(
    sources: Annotated[
        list[str] | None, typer.Argument(metavar="[URL]…", help="Feeds or sitemaps; else those of BOT_NEWS_FEED.")
    ] = None,
    below: Below = None,
    yes: Yes = False,
    preview: Preview = False,
    as_json: Json = False,
    replace_edited: Replace = False,
    delay: Delay = 1.0,
) -> None:
    """Read the website's feeds and sitemaps, and every article taken in before: what is new, changed or gone."""
    chosen = _settings()
    feeds = tuple(sources or chosen.news.feeds)
    with _alone(chosen):
        material, _ = read_material(chosen.material_folders)
        known = [one.imported.source for one in material.articles if one.imported and "://" in one.imported.source]
        if not feeds and not known:
            typer.echo("There is nothing to read: name a feed or a sitemap, here or in BOT_NEWS_FEED.", err=True)
            raise typer.Exit(2)
        found = _fetched(chosen, feeds, tuple(below or chosen.news.below), delay, known=known, lists_only=True)
        _offer(chosen, found, yes, preview, as_json, replace_edited)
    if any(one.address in feeds and one.code for one in found):
        raise typer.Exit(1)


def withdraw(
    article: Annotated[str, typer.Argument(help="Its slug (bot material list), its file, or its address.")],
    undo: Annotated[bool, typer.Option("--undo", help="Show it again.")] = False,
) -> None:
    """Hide an article from every answer and page. It holds at once, before any training."""
    chosen = _settings()
    material, _ = read_material(chosen.material_folders)
    found = writing.named(material, article)
    if found is None:
        typer.echo(f"There is no article {article}. bot material list shows them all.", err=True)
        raise typer.Exit(1)
    try:
        file = writing.withdraw(found, chosen.material_folders, undo=undo)
    except (ValueError, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    typer.echo(f'"{found.title}" is {"shown again" if undo else "in no answer any more"} ({file}).')


def _settings() -> Settings:
    try:
        return settings.load()
    except settings.SettingsError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error


@contextmanager
def _alone(chosen: Settings) -> Iterator[None]:
    """Keeps other imports away; says so where one is at work."""
    try:
        with writing.alone(chosen.home):
            yield
    except writing.BusyError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


def _fetched(
    chosen: Settings,
    sources: Sequence[str],
    below: Sequence[str],
    delay: float,
    known: Sequence[str] = (),
    *,
    lists_only: bool = False,
) -> list[Found]:
    from bot.material.importing.fetching import LIMITS, Fetcher
    from bot.material.importing.seeking import seek

    async def run() -> list[Found]:
        contact = chosen.public_url if chosen.public_url.startswith("https:") else ""
        async with Fetcher(contact, chosen.news.private_hosts, replace(LIMITS, delay=delay)) as fetcher:
            return await seek(fetcher, sources, below=below, known=known, lists_only=lists_only, tell=_progress())

    return asyncio.run(run())


def _progress() -> Callable[[int, int], None]:
    """Shows a person how far it has come, on a line that stays one."""
    if not sys.stderr.isatty():
        return lambda done, of: None
    return lambda done, of: print(f"\r{done + 1} of {of} …", end="\n" if done + 1 == of else "", file=sys.stderr)


def _offer(
    chosen: Settings, found: Sequence[Found], yes: bool, preview: bool, as_json: bool, replace_edited: bool
) -> None:
    """Show what would change, ask, and write."""
    folders, today = chosen.material_folders, date.today()
    material, _ = read_material(folders)
    changes = planning.plan(found, material, folders, today, replace_edited=replace_edited)
    if as_json:
        typer.echo(json.dumps(planning.as_data(changes), ensure_ascii=False, indent=1))
    else:
        _show(changes)
    writes = [change for change in changes if change.writes]
    if preview or as_json or not writes:
        return
    if yes and planning.too_many_gone(changes, material):
        gone = sum(change.kind == "gone" for change in changes)
        typer.echo(f"{gone} articles are gone at once: none of them is hidden. If that is right: bot material sync")
        writes = [change for change in writes if change.kind != "gone"]
    if not yes and not typer.confirm(f"Write these {len(writes)}?"):
        typer.echo("Nothing was written.")
        return
    _tell_written(writing.apply(writes, folders, today), material)


def _tell_written(written: Sequence[writing.Written], before: Material) -> None:
    for one in written:
        if one.problem:
            typer.echo(f"not written  {one.change.url}: {one.problem}", err=True)
        if one.orphans:
            typer.echo(
                f"{one.change.slug}: {one.orphans} entries of questions belong to sentences that are gone; set aside"
            )
    done = Counter(one.change.kind for one in written if not one.problem)
    typer.echo(f"Written: {', '.join(f'{number} {kind}' for kind, number in done.items()) or 'nothing'}.")
    if done["new"] or done["changed"] or done["back"]:
        typer.echo("New text is answered from after: uv run bot train (bot run does it at its next start).")


def _show(changes: Sequence[Change]) -> None:
    for change in changes:
        if change.kind in _QUIET:
            continue
        named = " ".join(filter(None, (change.published, change.title)))
        typer.echo(f"{change.kind:10} {' · '.join(filter(None, (named, change.slug, change.url)))}")
        if change.note:
            typer.echo(f"{'':10}   {change.note}")
        if change.writes and change.opening:
            typer.echo(f"{'':10}   {change.opening}")
        for contact in change.contacts:
            typer.echo(f"{'':10}   contact: {contact}")
        if change.masked:
            typer.echo(f"{'':10}   {change.masked} numbers of persons or cards were masked")
    counts = Counter(change.kind for change in changes)
    typer.echo(", ".join(f"{counts[kind]} {kind}" for kind in counts) + "." if counts else "Nothing was found.")
