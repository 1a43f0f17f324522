"""What a run of conversations showed, as tables for people and as JSON for programs."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.evaluate import judging
from bot.evaluate.conversations import Played
from bot.evaluate.figures import per_cent, percentile
from bot.evaluate.measures import share


def print_report(console: Console, played: Sequence[Played]) -> None:
    """The failures with what was said, then a table a category, lengths and latency."""
    for one in played:
        if not one.right:
            _print_failure(console, one)
    console.print(categories(played))
    summary = as_json(played)["summary"]
    console.print(f"Right: {per_cent(sum(one.right for one in played), len(played))} of {len(played)}, 95 % interval")
    console.print(
        "Answers from an article: {answers}; median length {quoted_median:.0f} characters quoted, "
        "{seen_median:.0f} as a visitor sees it, {whole_median:.0f} with the links' addresses".format_map(summary),
        soft_wrap=True,
    )
    console.print(
        "Milliseconds a message, p50 / p95: {assistant_p50:.1f} / {assistant_p95:.1f} in the assistant, "
        "{wall_p50:.1f} / {wall_p95:.1f} as the client sees it".format_map(summary),
        soft_wrap=True,
    )


def categories(played: Sequence[Played]) -> Table:
    """Right and all, a row a category."""
    table = Table("category")
    for column in ("right", "of", "%"):
        table.add_column(column, justify="right")
    for category in dict.fromkeys(one.case.category for one in played):
        rights = [one.right for one in played if one.case.category == category]
        table.add_row(escape(category), *_counts(rights))
    table.add_section()
    table.add_row("all", *_counts([one.right for one in played]))
    return table


def as_json(played: Sequence[Played]) -> dict[str, Any]:
    """All of it, for a file."""
    lasts = [one.answers[-1] for one in played if one.answers]
    lengths = [found for answer in lasts if (found := judging.lengths(answer))]
    inside = [answer["timings"]["total"] for one in played for answer in one.answers]
    wall = [value for one in played for value in one.milliseconds]
    interval = share(sum(one.right for one in played), len(played))
    return {
        "summary": {
            "right": sum(one.right for one in played),
            "of": len(played),
            "interval": list(interval[1:]) if interval else None,
            "answers": len(lengths),
            "quoted_median": percentile([found.quoted for found in lengths], 50),
            "seen_median": percentile([found.seen for found in lengths], 50),
            "whole_median": percentile([found.whole for found in lengths], 50),
            "assistant_p50": percentile(inside, 50),
            "assistant_p95": percentile(inside, 95),
            "wall_p50": percentile(wall, 50),
            "wall_p95": percentile(wall, 95),
        },
        "conversations": [_entry(one) for one in played],
    }


def _entry(one: Played) -> dict[str, Any]:
    last = one.answers[-1] if one.answers else None
    return {
        "id": one.case.id,
        "cat": one.case.category,
        "turns": list(one.case.turns),
        "shortfalls": list(one.shortfalls),
        "said": [judging.said(answer) for answer in one.answers],
        "kinds": [reply["kind"] for reply in last["replies"]] if last else [],
        "understanding": last["understanding"] if last else None,
        "milliseconds": [round(value, 2) for value in one.milliseconds],
    }


def _print_failure(console: Console, one: Played) -> None:
    console.print(f"[bold]{escape(one.case.id)}[/bold] ({escape(one.case.category)})", highlight=False)
    for turn in one.case.turns:
        console.print(f"  asked: {escape(turn)}", highlight=False, soft_wrap=True)
    for shortfall in one.shortfalls:
        console.print(f"  [red]{escape(shortfall)}[/red]", highlight=False, soft_wrap=True)
    if not one.answers:
        return
    for reply in one.answers[-1]["replies"]:
        text = judging.said({"replies": [reply]}).replace("\n", "\n        ")
        console.print(f"  said ({reply['kind']}): {escape(text)}", highlight=False, soft_wrap=True)
    console.print(
        f"  understood: {escape(_understood(one.answers[-1]['understanding']))}\n", highlight=False, soft_wrap=True
    )


def _understood(understanding: dict[str, Any]) -> str:
    parts = [f"{understanding['intent']} {understanding['confidence']:.2f}"]
    if second := understanding.get("runner_up"):
        parts.append(f"then {second['intent']} {second['confidence']:.2f}")
    for passage in understanding.get("passages", [])[:1]:
        figures = [f"{name} {passage[name]:.2f}" for name in ("score", "confidence") if name in passage]
        parts.append(f"best passage {', '.join(figures)}: {passage['text'][:80]}")
    return "; ".join(parts)


def _counts(rights: Sequence[bool]) -> tuple[str, str, str]:
    return str(sum(rights)), str(len(rights)), f"{100 * sum(rights) / max(len(rights), 1):.1f}"
