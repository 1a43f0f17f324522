"""One model is in use, whatever lies beside it, and old ones do not pile up."""

import os
from pathlib import Path

from bot.assistant import models


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
