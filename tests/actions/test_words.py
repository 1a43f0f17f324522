"""The words that the actions speak: each is there, easy to read, filled in, and may be changed by an editor."""

import ast
import re
from pathlib import Path

import pytest
import yaml

from actions.contact import KINDS
from actions.context import words
from actions.wording import WordingError, load
from bot.settings import ROOT

from ..data.lix import lix

SENTENCES: dict[str, str] = yaml.safe_load((ROOT / "data" / "words.yml").read_text(encoding="utf-8"))
ENGLISH: dict[str, str] = yaml.safe_load((ROOT / "data" / "words.en.yml").read_text(encoding="utf-8"))
# What nobody who writes in English is told.
SWEDISH_ONLY: set[str] = set()
# Names and what stands in for them: nobody can choose a shorter one.
VALUES = {
    "name": "Förbundet",
    "value": "08-1",
    "date": "2026-11-22",
    "reference": "KF-1",
    "names": "Ort",
    "title": "Rubrik",
    "code": "HK4A-9TWC",
    "when": "den 11 maj",
    "answer_time": "inom kort",
    "question": "Vem?",
}
PLACEHOLDER = re.compile(r"\{(\w*)\}")


def used() -> set[str]:
    """The keys that the actions use, by their code."""
    keys: set[str] = set()
    for file in Path(ROOT / "actions").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and node.value in SENTENCES:
                keys.add(node.value)
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "words":
                keys |= {value.value for value in node.args if isinstance(value, ast.Constant)}
    return keys | {f"{kind}_{state}" for kind in KINDS for state in ("known", "unknown")}


def test_every_sentence_that_is_used_is_there_and_every_one_there_is_used() -> None:
    assert used() == set(SENTENCES)


@pytest.mark.parametrize("key", SENTENCES)
def test_a_sentence_has_only_placeholders_that_are_filled_in(settings, key: str) -> None:
    needed = set(PLACEHOLDER.findall(SENTENCES[key]))
    assert needed <= set(VALUES)
    said = words(key, **{name: VALUES[name] for name in needed})
    assert "{" not in said
    assert [name for name in needed if VALUES[name] not in said] == []


@pytest.mark.parametrize("key", [key for key, text in SENTENCES.items() if len(text.split()) > 3])
def test_a_sentence_is_easy_to_read(key: str) -> None:
    text = PLACEHOLDER.sub("namn", SENTENCES[key])
    assert lix(text, names=["kontaktsidan", "telefonnummer", "e-postadress"]) <= 35


@pytest.mark.parametrize("key", SENTENCES)
def test_a_sentence_is_tidy_swedish(key: str) -> None:
    text = SENTENCES[key]
    assert text == text.strip()
    assert "  " not in text
    assert text[0].isupper() or text[0] == "{"
    assert not re.search(r"\b(du kommer att|vänligen|erhålla|ej)\b", text, re.I)


def test_everything_can_be_said_in_english_too() -> None:
    assert set(SENTENCES) - set(ENGLISH) == SWEDISH_ONLY


@pytest.mark.parametrize("key", ENGLISH)
def test_the_english_of_a_sentence_says_the_same_values_and_is_english(settings, key: str) -> None:
    needed = set(PLACEHOLDER.findall(SENTENCES[key]))
    assert set(PLACEHOLDER.findall(ENGLISH[key])) == needed
    said = words(key, english=True, **{name: VALUES[name] for name in needed})
    assert said != words(key, **{name: VALUES[name] for name in needed})
    assert not re.search(r"[åäöÅÄÖ]", said.replace("Förbundet", "").replace("Lämna sidan", ""))


def test_what_is_not_there_in_english_is_said_in_swedish(settings) -> None:
    own = settings.content / "words.en.yml"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text("contact_page: Write to us\n", encoding="utf-8")
    assert words("contact_page", english=True) == "Write to us"
    assert words("contact_page") == "Kontaktsidan"
    shipped = [settings.data, settings.content]
    assert load(shipped, english=True)["unknown"] == ENGLISH["unknown"]


def test_an_unknown_key_is_an_error_and_not_silence(settings) -> None:
    with pytest.raises(KeyError):
        words("no_such_sentence")


def own_words(settings, text: str) -> Path:
    file = settings.content / "words.yml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_an_editors_own_words_hold_at_once_and_the_others_stay(settings) -> None:
    before = words("talk_to_a_person")
    assert words("contact_page") == "Kontaktsidan"
    own_words(settings, "contact_page: Skriv till oss\n")
    assert words("contact_page") == "Skriv till oss"
    assert words("talk_to_a_person") == before


WRONG = {
    "unknown: [": "cannot be read",
    "- a list": "must be lines",
    "contact_pgae: Kontakt": "nobody knows 'contact_pgae'",
    "contact_page: 7": "contact_page must be a sentence",
    "contact_page: ''": "contact_page must be a sentence",
    "telephone_known: Ring {number}.": "unknown placeholder {number}",
    "telephone_known: Ring {value.": "telephone_known: ",
}


@pytest.mark.parametrize("text", WRONG)
def test_words_that_cannot_be_used_are_told_with_their_file(settings, text: str) -> None:
    file = own_words(settings, text)
    with pytest.raises(WordingError) as error:
        load(settings.material_folders)
    assert str(error.value).startswith(f"{file}: ")
    assert WRONG[text] in str(error.value)


@pytest.mark.parametrize("text", WRONG)
def test_a_slip_while_the_bot_runs_does_not_take_its_voice_away(settings, text: str, caplog) -> None:
    file = own_words(settings, text)
    assert words("contact_page") == "Kontaktsidan"
    assert str(file) in caplog.text
