"""`bot evaluate masks`: it finds what is masked, says where, and fails above what is allowed."""

import json
from pathlib import Path

from bot.settings import ROOT

from ..support.product import bot, settings_in

SEED = ROOT / "tests" / "language" / "seed-article.txt"
SITE = sorted((ROOT / "tests" / "material" / "site" / "news").glob("*.md"))


def test_in_articles_nothing_is_masked(tmp_path: Path) -> None:
    done = bot(["evaluate", "masks", "--at-most", "0.2", str(SEED), *map(str, SITE)], settings_in(tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Masked in 0 of " in done.stdout


def test_it_shows_what_was_masked_and_fails_above_the_share_that_is_allowed(tmp_path: Path) -> None:
    file = tmp_path / "passages.jsonl"
    rows = [{"title": "Om oss", "text": "Ring 070-123 45 67 i dag"}, {"text": "Öppet 8–16 år 2025"}]
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    done = bot(["evaluate", "masks", "--at-most", "49", str(file)], settings_in(tmp_path))
    assert done.returncode == 1
    assert "passages.jsonl:1" in done.stdout and "070-123 45 67" in done.stdout and "[telefonnummer]" in done.stdout
    assert "Masked in 1 of 2 passages" in done.stdout
    assert bot(["evaluate", "masks", "--at-most", "50", str(file)], settings_in(tmp_path)).returncode == 0


def test_a_line_that_is_no_passage_is_named(tmp_path: Path) -> None:
    file = tmp_path / "wrong.jsonl"
    file.write_text('{"text": "Hej"}\n{"question": "Hej?"}\n', encoding="utf-8")
    done = bot(["evaluate", "masks", str(file)], settings_in(tmp_path))
    assert done.returncode == 2
    assert "wrong.jsonl:2" in done.stdout
