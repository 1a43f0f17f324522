"""Every intent is answered, in the middle of a question for staff too: one without a rule there gets silence."""

from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DOMAIN: dict[str, Any] = yaml.safe_load((ROOT / "bot/assistant/domain/domain.yml").read_text(encoding="utf-8"))
INTENTS = {intent if isinstance(intent, str) else next(iter(intent)) for intent in DOMAIN["intents"]}
RULES = [
    rule
    for file in sorted((ROOT / "data" / "rules").glob("*.yml"))
    for rule in yaml.safe_load(file.read_text(encoding="utf-8"))["rules"]
]
FORM = {"active_loop": "handover_form"}
# What the form itself takes as an answer, by the mappings of its slots.
TAKEN_BY_THE_FORM = {
    intent
    for mapping in DOMAIN["slots"]["handover_contact"]["mappings"]
    for intent in ([mapping["intent"]] if isinstance(mapping.get("intent"), str) else mapping.get("intent", []))
}


def begun_by(in_form: bool) -> set[str]:
    rules = [rule for rule in RULES if (FORM in rule.get("condition", [])) == in_form]
    return {step["intent"] for rule in rules for step in rule["steps"] if "intent" in step}


def test_every_intent_has_a_rule() -> None:
    assert begun_by(in_form=False) == INTENTS


def test_every_intent_has_a_rule_in_the_middle_of_the_form_or_is_an_answer_to_it() -> None:
    assert begun_by(in_form=True) | TAKEN_BY_THE_FORM == INTENTS


@pytest.mark.parametrize("rule", [rule for rule in RULES if FORM in rule.get("condition", [])], ids=lambda r: r["rule"])
def test_a_rule_in_the_form_leads_back_to_it_or_ends_it(rule: dict[str, Any]) -> None:
    assert rule["steps"][-2:] == [{"action": "handover_form"}, FORM] or {"active_loop": None} in rule["steps"]
