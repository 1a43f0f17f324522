"""Staff read in Swedish words what the assistant understood and did, whatever it is called in code."""

from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
TEXTS = yaml.safe_load((ROOT / "data" / "web" / "texts.yml").read_text(encoding="utf-8"))


def names(listed: list[Any]) -> set[str]:
    """An entry is a name, or a name with what is said of it."""
    return {entry if isinstance(entry, str) else next(iter(entry)) for entry in listed}


def test_every_intent_has_words() -> None:
    domain = yaml.safe_load((ROOT / "bot" / "assistant" / "domain" / "domain.yml").read_text(encoding="utf-8"))
    assert names(domain["intents"]) == set(TEXTS["intents"])


def test_everything_that_a_rule_does_first_has_words() -> None:
    read = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in (ROOT / "data" / "rules").glob("*.yml")]
    done = {step["action"] for file in read for rule in file["rules"] for step in rule["steps"] if "action" in step}
    assert done and done - set(TEXTS["actions"]) == set()
