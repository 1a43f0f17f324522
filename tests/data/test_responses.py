"""The bot's canned words are plain Swedish, calm, and promise nothing that nobody checked."""

import re
from pathlib import Path

import pytest
import yaml

from .lix import lix, sentences

PATH = Path(__file__).resolve().parents[2] / "bot" / "assistant" / "domain" / "responses.yml"
CONTENT = yaml.safe_load(PATH.read_text(encoding="utf-8"))
TEXTS = {name: variations[0]["text"] for name, variations in CONTENT["responses"].items()}
NAMES = ("Kommunförbundet Västernorrland",)
HIGHEST_LIX = 35
LONGEST_SENTENCE = 14

every_text = pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())


def test_lix_is_counted_as_its_author_did() -> None:
    # Two sentences, eight words, two of them long: 8 / 2 + 100 * 2 / 8.
    assert lix("Katten sover. Jag läser tidningen med stort intresse.") == 8 / 2 + 100 * 2 / 8
    assert lix("Kommunförbundet svarar dig.", names=["Kommunförbundet"]) == 3.0
    with pytest.raises(ValueError, match="without words"):
        lix("123")


def test_the_file_holds_responses_only_so_that_it_can_be_merged_into_the_domain() -> None:
    assert set(CONTENT) == {"version", "responses"}
    assert CONTENT["version"] == "3.1"


def test_everybody_gets_the_same_words() -> None:
    assert [name for name, variations in CONTENT["responses"].items() if len(variations) != 1] == []


def test_no_two_responses_say_the_same() -> None:
    assert len(set(TEXTS.values())) == len(TEXTS)


@every_text
def test_a_text_is_easy_to_read(text: str) -> None:
    assert lix(text, NAMES) <= HIGHEST_LIX


@every_text
def test_a_sentence_holds_one_thought(text: str) -> None:
    assert [s for s in sentences(text) if len(s.split()) > LONGEST_SENTENCE] == []


@every_text
def test_a_text_is_calm_and_whole(text: str) -> None:
    assert text.count("!") <= 1
    assert not re.search("[—–…]", text)
    assert re.fullmatch(r"[A-Za-zÅÄÖåäö .,!?:@-]+", text), "letters and plain punctuation, no emoji, no line breaks"
    assert text[-1] in ".?!"


@every_text
def test_a_text_states_no_number_and_no_answer_time(text: str) -> None:
    assert not re.search(r"\d", text)
    assert not re.search(r"\b(dag|dagar|timm\w+|minut\w*|vecka|snart|strax|genast|direkt)\b", text)


def test_the_bot_says_that_it_is_one_that_it_may_be_wrong_and_who_may_read() -> None:
    text = TEXTS["utter_who_are_you"]
    for words in ("chattbot", "kan ha fel", "Personal kan läsa", "en människa"):
        assert words in text
    assert "chattbot" in TEXTS["utter_greet"]


@pytest.mark.parametrize("name", ["utter_ask_handover_question", "utter_handover_already"])
def test_who_writes_a_question_is_told_how_to_stop(name: str) -> None:
    assert "Skriv avbryt" in TEXTS[name]


@pytest.mark.parametrize("name", ["utter_ask_handover_contact", "utter_ask_handover_contact_again"])
def test_nobody_has_to_leave_an_address(name: str) -> None:
    assert "Skriv nej om du inte vill" in TEXTS[name]


def test_who_is_not_understood_is_shown_the_way_to_a_person() -> None:
    assert "prata med en människa" in TEXTS["utter_unclear"]


ENGLISH = yaml.safe_load(PATH.with_name("responses_en.yml").read_text(encoding="utf-8"))["responses"]


def test_every_response_has_its_english_and_no_other() -> None:
    assert set(ENGLISH) == {f"{name}_en" for name in TEXTS}


@pytest.mark.parametrize("name", ENGLISH)
def test_an_english_response_is_one_plain_english_text(name: str) -> None:
    (variation,) = ENGLISH[name]
    assert not re.search(r"[åäöÅÄÖ—–…\d]", variation["text"])
    assert variation["text"].count("!") <= 1
    assert [s for s in sentences(variation["text"]) if len(s.split()) > 18] == []
