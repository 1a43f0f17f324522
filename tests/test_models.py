"""One model is in use, whatever lies beside it, and old ones do not pile up."""

import os
from pathlib import Path

from bot import models


def model(folder: Path, name: str, age: int = 0) -> Path:
    path = models.file(folder, name)
    path.write_bytes(b"model")
    os.utime(path, (1_700_000_000 - age, 1_700_000_000 - age))
    return path


def test_without_a_pointer_no_model_is_in_use(tmp_path) -> None:
    assert models.current(tmp_path) is None
    assert models.current(tmp_path / "missing") is None
    model(tmp_path, "a")
    assert models.current(tmp_path) is None


def test_the_one_in_use_is_the_one_pointed_at_and_not_the_newest(tmp_path) -> None:
    old, new = model(tmp_path, "old", age=100), model(tmp_path, "new")
    models.use(tmp_path, old)
    assert models.current(tmp_path) == old
    models.use(tmp_path, new)
    assert models.current(tmp_path) == new
    models.use(tmp_path, old)
    assert models.current(tmp_path) == old


def test_a_pointer_to_a_model_that_is_gone_points_at_nothing(tmp_path) -> None:
    gone = model(tmp_path, "gone")
    models.use(tmp_path, gone)
    gone.unlink()
    assert models.current(tmp_path) is None


def test_the_last_few_are_kept_and_the_one_in_use_among_them_however_old(tmp_path) -> None:
    oldest = model(tmp_path, "0" * 16, age=1000)
    others = [model(tmp_path, f"{age:016d}", age) for age in (10, 20, 30, 40)]
    models.use(tmp_path, oldest)
    left = set(tmp_path.glob("*.tar.gz"))
    assert left == {oldest, others[0], others[1]}
    assert len(left) == models.KEPT


def test_what_somebody_trained_by_rasas_own_command_is_left_alone(tmp_path) -> None:
    theirs = [model(tmp_path, f"20261122-16-quick-{age}", age=1000 + age) for age in range(5)]
    models.use(tmp_path, model(tmp_path, "a" * 16))
    assert all(file.exists() for file in theirs)


def test_nothing_unfinished_is_left_behind(tmp_path) -> None:
    models.use(tmp_path, model(tmp_path, "a"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.tar.gz", "current"]


def test_one_that_somebody_chose_is_held_until_another_is_taken_into_use(tmp_path) -> None:
    old, new = model(tmp_path, "a" * 16), model(tmp_path, "b" * 16)
    models.use(tmp_path, new)
    assert models.held(tmp_path) is None
    models.use(tmp_path, old, hold=True)
    assert models.held(tmp_path) == models.current(tmp_path) == old
    models.use(tmp_path, new)
    assert models.held(tmp_path) is None


def test_the_one_that_was_in_use_is_kept_before_newer_ones(tmp_path) -> None:
    before = model(tmp_path, "a" * 16, age=9000)
    models.use(tmp_path, before)
    for age in (10, 20, 30, 40):
        models.use(tmp_path, model(tmp_path, f"{age:016d}", age=9000))
        assert before.exists() == (age <= 20)


def test_what_a_model_was_made_of_is_known_and_goes_with_it(tmp_path) -> None:
    first = model(tmp_path, "a" * 16, age=9000)
    assert models.about(first) is None
    lesson = {"words": "Hej?", "should_kind": "intent", "should": "greet"}
    about = models.About("2026-11-29T08:00:00+00:00", "c0de", {"news/a.md": "1"}, (lesson,), 1)
    models.note(first, about)
    models.note_once(first, lambda: models.About("2027-01-01T00:00:00+00:00"))
    assert models.about(first) == about
    models.asked_file(first).write_text("{}", encoding="utf-8")
    for number in range(4):
        models.use(tmp_path, model(tmp_path, f"{number:016d}", age=number))
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("a")] == []
