"""Mends of Rasa 3.6.21's training, which spends most of its time on what it has done already.

Each says what is wrong, and has a test that fails when Rasa changes it. What is trained stays the same.
"""

import copy
import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from rasa.shared.importers.importer import E2EImporter
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils import io, validation

_ENCODING = "utf-8"
# As which Rasa reads what it validates, so that it can tell the line of what is wrong.
_WITH_LINES = ("safe", "rt")


def apply() -> None:
    """Put all mends in place; to be called once in a process that trains, before anything is read."""
    _hash_a_container_in_one_go()
    _parse_and_validate_each_text_once()
    _merge_the_examples_once()


def _hash_a_container_in_one_go() -> None:
    """Rasa hashes each key and value by itself, then the hashes of those, and so on: a quarter of the time."""
    encode = json.JSONEncoder(sort_keys=True, default=_stands_for).encode

    def mended(original: Callable[[Any, str], str]) -> Callable[..., str]:
        def fingerprint(container: Any, encoding: str = _ENCODING) -> str:
            try:
                text = encode(container)
            except TypeError:  # keys that JSON does not know, or that have no order
                return original(container, encoding)
            return str(io.get_text_hash(text, encoding))

        return fingerprint

    io.get_dictionary_fingerprint = mended(io.get_dictionary_fingerprint)
    io.get_list_fingerprint = mended(io.get_list_fingerprint)


def _stands_for(thing: Any) -> str:
    """What an object counts for in a hash: the same as in Rasa's own."""
    return str(thing.fingerprint() if callable(getattr(thing, "fingerprint", None)) else thing)


def _parse_and_validate_each_text_once() -> None:
    """Rasa parses a file of training data twice and one of the domain seven times, and its own schemas at each of them.

    It does so for validation in a way that keeps the numbers of lines and takes three times as long; they are needed
    where something is wrong only.
    """
    read, validate = io.read_yaml, validation.validate_yaml_schema
    parsed = lru_cache(maxsize=None)(lambda content, kinds: read(content, list(kinds)))
    right: set[tuple[str, str]] = set()
    numbered = False

    def read_once(content: str, reader_type: str | list[str] = "safe") -> Any:
        kinds = (reader_type,) if isinstance(reader_type, str) else tuple(reader_type)
        plain = ("safe",) if kinds == _WITH_LINES and not numbered else kinds
        return copy.deepcopy(parsed(content, plain))  # the caller may change it

    def validate_once(yaml_file_content: str, schema_path: str, *package: str) -> None:
        nonlocal numbered
        if (yaml_file_content, schema_path) in right:
            return
        try:
            validate(yaml_file_content, schema_path, *package)
        except validation.YamlValidationException:
            numbered = True
            try:
                validate(yaml_file_content, schema_path, *package)
            finally:
                numbered = False
        right.add((yaml_file_content, schema_path))

    io.read_yaml = read_once
    validation.validate_yaml_schema = validate_once


def _merge_the_examples_once() -> None:
    """Rasa asks for all examples without a language and with it, and reads and merges them anew; none depends on it."""
    original = E2EImporter.get_nlu_data

    def get_nlu_data(self: E2EImporter, language: str | None = "en") -> TrainingData:
        merged: dict[str, TrainingData] = self.__dict__.setdefault("_merged", {})
        if "examples" not in merged:
            merged["examples"] = original(self, language)
        return merged["examples"]

    E2EImporter.get_nlu_data = get_nlu_data
