"""The keys: made once, whole, for their owner alone."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from stat import S_IMODE

import pytest

from bot.record.crypto import CryptoError, derive, load_key, load_secret, open_, seal


def test_what_is_sealed_opens_with_the_same_key_alone(tmp_path: Path) -> None:
    key, other = load_key(tmp_path), load_key(tmp_path / "other")
    sealed = seal(key, b"anna@example.se")
    assert b"anna" not in sealed
    assert open_(key, sealed) == b"anna@example.se"
    with pytest.raises(CryptoError, match=r"record\.key"):
        open_(other, sealed)


def test_key_and_secret_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    load_key(tmp_path)
    load_secret(tmp_path)
    for file in (tmp_path / "keys").iterdir():
        assert S_IMODE(file.stat().st_mode) == 0o600
    assert S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700


def test_many_who_ask_at_once_for_the_first_time_get_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as threads:
        keys = set(threads.map(lambda _: load_key(tmp_path), range(64)))
    assert len(keys) == 1
    assert [file.name for file in (tmp_path / "keys").iterdir()] == ["record.key"]


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = load_key(tmp_path / "elsewhere").decode()
    monkeypatch.setenv("BOT_KEY", given)
    monkeypatch.setenv("BOT_SECRET", "hemligt")
    assert load_key(tmp_path) == given.encode()
    assert load_secret(tmp_path) == "hemligt"
    assert not (tmp_path / "keys").exists()


@pytest.mark.parametrize("wrong", ["kort", "å" * 44, "x" * 43])
def test_a_wrong_key_says_where_it_stands_and_how_to_mend_it(
    wrong: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_KEY", wrong)
    with pytest.raises(CryptoError, match="BOT_KEY: not a key"):
        load_key(tmp_path)


def test_a_derived_key_tells_nothing_of_the_key_and_differs_by_purpose(tmp_path: Path) -> None:
    key = load_key(tmp_path)
    assert derive(key, "cookie") == derive(key, "cookie") != derive(key, "other")
    assert len(derive(key, "cookie")) == 32
