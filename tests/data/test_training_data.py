"""The training examples in data/nlu: enough of each, none twice, in Rasa's format, in Swedish letters, about nobody."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from bot.language import personal
from bot.language.english import is_english

FOLDER = Path(__file__).resolve().parents[2] / "data" / "nlu"
FILES = sorted(FOLDER.glob("*.yml"))
INTENTS = {
    "greet", "thank", "goodbye", "praise", "complaint", "who_are_you", "ask_privacy", "about_organisation",
    "contact_general", "contact_phone", "contact_email", "contact_address", "contact_hours", "contact_responsible",
    "news_question", "find_article", "summarise", "easy_read", "tell_more", "hand_over", "danger", "other",
    "cancel", "affirm", "deny",
}  # fmt: skip
FEWEST = 40
# A question about the news may be about anything, and what is no question for us as well: these need many examples.
MANY = {"news_question": 250, "other": 200, "hand_over": 110, "find_article": 90}
# Who writes English is answered where it matters most: of these so many examples are seen to be in English. (There are
# more: of one word or two nobody can tell.)
ENGLISH = {"contact": 20, "who_are_you": 20, "hand_over": 15, "ask_privacy": 15, "thank": 15, "greet": 15}


class Example(NamedTuple):
    intent: str
    text: str
    file: str


def blocks(path: Path) -> list[dict[str, str]]:
    return yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]


def examples() -> Iterator[Example]:
    for path in FILES:
        for block in blocks(path):
            for line in block["examples"].splitlines():
                yield Example(block["intent"], line.removeprefix("- "), path.name)


def normalised(text: str) -> str:
    """Lower case, without punctuation, single spaces: as two visitors may write the same thing."""
    return " ".join(re.findall(r"\w+", text.lower()))


def folded(text: str) -> str:
    """As `normalised`, without dots and rings."""
    return normalised(text).translate(str.maketrans("åäöé", "aaoe"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_is_in_the_format_that_rasa_reads(path: Path) -> None:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert set(content) == {"version", "nlu"}
    assert content["version"] == "3.1"
    for block in content["nlu"]:
        assert set(block) == {"intent", "examples"}
        for line in block["examples"].splitlines():
            assert re.match(r"- \S.*\S$|- \S$", line), f"{path.name}: not an example of one line: {line!r}"


def test_an_intent_stands_in_one_place_only() -> None:
    counts = Counter(block["intent"] for path in FILES for block in blocks(path))
    assert [intent for intent, count in counts.items() if count > 1] == []


def test_every_intent_is_there_and_no_other() -> None:
    assert {example.intent for example in examples()} == INTENTS


def test_every_intent_has_examples_enough() -> None:
    counts = Counter(example.intent for example in examples())
    assert {intent: count for intent, count in counts.items() if count < MANY.get(intent, FEWEST)} == {}


def test_who_writes_english_is_understood_where_it_matters_most() -> None:
    english = Counter(
        e.intent.split("_")[0] if "contact" in e.intent else e.intent for e in examples() if is_english(e.text)
    )
    assert {intent: english[intent] for intent, fewest in ENGLISH.items() if english[intent] < fewest} == {}


def test_no_example_stands_twice() -> None:
    counts = Counter((example.intent, normalised(example.text)) for example in examples())
    assert [example for example, count in counts.items() if count > 1] == []


def test_no_example_stands_in_two_intents_though_it_be_written_without_dots() -> None:
    intents: dict[str, set[str]] = {}
    for example in examples():
        intents.setdefault(folded(example.text), set()).add(example.intent)
    assert {text: found for text, found in intents.items() if len(found) > 1} == {}


def test_examples_are_plain_text_in_swedish_letters() -> None:
    # Square and curly brackets, slashes and backticks would be entity annotations, commands or markup.
    odd = [e for e in examples() if not re.fullmatch(r"[A-Za-zÅÄÖåäöÉé0-9 .,!?:+='-]+", e.text)]
    assert odd == []


def test_examples_have_the_length_of_a_message() -> None:
    assert [e for e in examples() if len(e.text) > 200] == []


def test_examples_are_written_by_many_kinds_of_people() -> None:
    texts = [example.text for example in examples()]
    assert sum(not re.search("[åäöÅÄÖ]", t) for t in texts) > 100, "without dots"
    assert sum(t.isupper() and len(t) > 8 for t in texts) >= 10, "in capitals"
    assert sum(len(t.split()) >= 12 for t in texts) >= 20, "long and polite"
    assert sum(bool(re.search(r"\b(va|e|ja|nån|nåt|mej|dej|å|de)\b", t)) for t in texts) >= 40, "as it is spoken"


def test_examples_hold_no_personal_data() -> None:
    assert [e for e in examples() if personal.mask(e.text) != e.text] == []


def test_rasa_reads_as_many_examples_as_stand_in_the_files() -> None:
    from rasa.shared.nlu.training_data.loading import load_data

    assert load_data(str(FOLDER)).number_of_examples_per_intent == dict(Counter(e.intent for e in examples()))
