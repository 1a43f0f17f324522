"""The sixty conversations of the demo."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.demo import script
from bot.record.schema import ROLES
from bot.settings import ROOT

FILE = ROOT / "data" / "demo" / "conversations.yml"


def test_there_are_sixty_of_every_kind_over_the_last_thirty_days() -> None:
    examples, staff = script.read(FILE)
    does = Counter(step.does for example in examples for step in example.steps)
    assert len(examples) == 60
    assert set(does) == set(script.DOES)
    now = datetime.now(UTC)
    begun = [example.begins(now) for example in examples]
    assert begun == sorted(begun)
    assert all(now - timedelta(days=30) < at < now for at in begun)
    assert {role for _, role in staff.values()} <= set(ROLES)
    assert {example.staff for example in examples} <= {"", *staff}


def test_none_of_them_ends_in_the_future() -> None:
    now = datetime.now(UTC)
    for example in script.read(FILE)[0]:
        assert example.begins(now) + sum((step.after for step in example.steps), timedelta()) < now


def test_a_step_that_nobody_can_do_is_named(tmp_path: Path) -> None:
    file = tmp_path / "conversations.yml"
    file.write_text(
        'staff: {}\nconversations:\n  - {day: 1, time: "08:00", steps: [{dance: "ja"}]}\n', encoding="utf-8"
    )
    with pytest.raises(ValueError, match=r"'dance': 'ja'.* must be one of visitor, choose"):
        script.read(file)
