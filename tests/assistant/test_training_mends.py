"""The mends of training still fit the Rasa that is installed; what they replace does the same, more slowly."""

import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.core.domain import Domain
from rasa.shared.exceptions import YamlSyntaxException
from rasa.shared.importers.importer import E2EImporter, TrainingDataImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.utils import io, validation
from rasa.shared.utils.validation import YamlValidationException

from bot import settings
from bot.assistant import fingerprint, training_mends

MENDED = (
    (io, "get_dictionary_fingerprint"),
    (io, "get_list_fingerprint"),
    (io, "read_yaml"),
    (validation, "validate_yaml_schema"),
    (E2EImporter, "get_nlu_data"),
)
ORIGINALS = {name: inspect.getsource(inspect.unwrap(getattr(owner, name))) for owner, name in MENDED}
DOMAIN = 'version: "3.1"\nintents:\n- greet\nresponses:\n  utter_greet:\n  - text: Hej\n'


@pytest.fixture(scope="module", autouse=True)
def _mended() -> Iterator[None]:
    """The mends in place, and taken away afterwards."""
    with pytest.MonkeyPatch.context() as patch:
        for owner, name in MENDED:
            patch.setattr(owner, name, getattr(owner, name))
        training_mends.apply()
        yield


def test_the_originals_still_do_everything_again() -> None:
    # When Rasa stops doing so, the mend can go.
    assert "deep_container_fingerprint(k, encoding)" in ORIGINALS["get_dictionary_fingerprint"]
    assert "for element in elements" in ORIGINALS["get_list_fingerprint"]
    assert "yaml_parser.load(content)" in ORIGINALS["read_yaml"]
    assert 'reader_type=["safe", "rt"]' in ORIGINALS["validate_yaml_schema"]
    assert "self.importer.get_nlu_data(language)" in ORIGINALS["get_nlu_data"]


data = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(data, data)
def test_the_same_data_has_the_same_hash_and_other_data_another(one: object, other: object) -> None:
    if isinstance(one, dict):
        assert io.deep_container_fingerprint(one) == io.deep_container_fingerprint(dict(reversed(one.items())))
    # What Rasa's own takes for the same ("1" and 1) may be told apart; what is not the same may not be mixed up.
    assert (repr(one) == repr(other)) or io.deep_container_fingerprint([one]) != io.deep_container_fingerprint([other])


def test_what_hashes_itself_is_asked_for_its_hash() -> None:
    hej, igen = Message.build("hej", "greet"), Message.build("hej", "greet")
    assert io.deep_container_fingerprint([hej]) == io.deep_container_fingerprint([igen])
    assert io.deep_container_fingerprint({"one": hej}) != io.deep_container_fingerprint({"one": Message.build("nej")})


def test_keys_that_json_does_not_know_are_hashed_in_rasas_way() -> None:
    assert io.deep_container_fingerprint({(1, 2): "a"}) != io.deep_container_fingerprint({(1, 3): "a"})
    assert io.deep_container_fingerprint({None: 1, "a": 2}) == io.deep_container_fingerprint({"a": 2, None: 1})


def test_what_one_caller_changes_no_other_sees() -> None:
    io.read_yaml("a: [1]")["a"].append(2)
    assert io.read_yaml("a: [1]") == {"a": [1]}


def test_an_environment_variable_still_stands_for_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/hem")
    assert io.read_yaml("a: ${HOME}/b") == {"a": "/hem/b"}


def test_what_is_wrong_is_told_with_its_line_also_the_second_time() -> None:
    wrong = DOMAIN + "forms:\n  en: två\n"
    for _ in range(2):
        with pytest.raises(YamlValidationException, match="Line 8"):
            Domain.from_yaml(wrong)
    with pytest.raises(YamlSyntaxException):
        Domain.from_yaml("intents: [")
    assert Domain.from_yaml(DOMAIN).intents == Domain.from_yaml(DOMAIN).intents


def test_rasa_gets_the_examples_of_all_files_whatever_language_it_names() -> None:
    files = fingerprint.training_files(settings.load().material_folders)
    importer = TrainingDataImporter.load_from_config(
        str(Path(fingerprint.ASSISTANT) / "config.yml"),
        str(Path(fingerprint.ASSISTANT) / "domain"),
        [str(file) for file in files],
    )
    read = importer.get_nlu_data()
    assert importer.get_nlu_data(language="sv") is read
    assert {"greet", "news_question", "find_article", "contact_phone"} <= read.intents
    assert read.lookup_tables
