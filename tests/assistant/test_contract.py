"""What the real assistant answers keeps to the contract with web, for every kind of message."""

import json
import secrets

import pytest
import requests
from jsonschema import Draft7Validator

from bot import models
from bot.settings import ROOT

from ..support.product import Assistant, Conversation, said

SCHEMA = json.loads((ROOT / "bot" / "contract.schema.json").read_text(encoding="utf-8"))


def validator(name: str) -> Draft7Validator:
    return Draft7Validator({"$ref": f"#/definitions/{name}", "definitions": SCHEMA["definitions"]})


def check(answer: dict, name: str = "response") -> None:
    assert [f"{list(error.path)}: {error.message}" for error in validator(name).iter_errors(answer)] == []


def bot_turns(conversation: Conversation) -> int:
    events = conversation.assistant.tracker(conversation.id)["events"]
    return len([event for event in events if event["event"] == "user"])


KINDS = {
    "greeting": ("Hej!", "talk", "greet"),
    "question about the news": ("När var konferensen i Umeå?", "answer", "news_question"),
    "how to reach you": ("Hur kontaktar jag er?", "contact", "contact_general"),
    "telephone": ("Vad har ni för telefonnummer?", "contact", "contact_phone"),
    "who is responsible": ("Vem är ansvarig för våldsfrågorna hos er?", "contact", "contact_responsible"),
    "articles": ("Visa alla nyheter", "answer", "find_article"),
    "danger": ("Min man slår mig", "help", "danger"),
    "something else": ("Vad blir det för väder imorgon?", "unknown", "other"),
    "a person": ("Jag vill prata med en människa", "handover", "hand_over"),
    "who are you": ("Är du en människa eller en robot?", "talk", "who_are_you"),
    "an address out of the blue": ("anna@example.com", "ask", "give_contact"),
    "emoji": ("😀", "unknown", "nlu_fallback"),
    "nonsense": ("sdlkfj weoriu", "unknown", None),
    "very long": ("hej " * 999, None, None),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_message_gets_an_answer_of_the_contract(conversation: Conversation, kind: str) -> None:
    text, reply, intent = KINDS[kind]
    check(conversation.request(text), "request")
    answer = conversation.ask(text, message_id="m-1")
    check(answer)
    assert answer["message_id"] == "m-1"
    assert answer["replies"]
    if reply:
        assert answer["replies"][0]["kind"] == reply
    if intent:
        assert answer["understanding"]["intent"] == intent


def test_an_answer_says_where_its_time_went(conversation: Conversation) -> None:
    timings = conversation.ask("När var konferensen i Umeå?")["timings"]
    parts = [timings[name] for name in ("parse", "policies", "action", "tracker")]
    assert all(part > 0 for part in parts)
    assert sum(parts) == pytest.approx(timings["total"], rel=0.01)


def test_an_answer_says_how_the_question_was_understood(conversation: Conversation) -> None:
    understanding = conversation.ask("När var konferensen i Umeå?")["understanding"]
    assert understanding["intent"] == "news_question"
    assert understanding["confidence"] > 0.3
    assert understanding["runner_up"]["intent"] != "news_question"
    assert "26 till 27 april" in understanding["passages"][0]["text"]


def test_an_answer_says_what_was_done_and_that_a_rule_chose_it(conversation: Conversation) -> None:
    for text, action in (("Hej!", "utter_greet"), ("När var konferensen i Umeå?", "action_answer")):
        assert conversation.ask(text)["understanding"]["decided"] == {"action": action, "policy": "RulePolicy"}


def test_the_handover_says_what_it_waits_for(conversation: Conversation) -> None:
    assert conversation.ask("Hej")["expects"] is None
    assert conversation.ask("Jag vill prata med en människa")["expects"] == "question"
    assert conversation.ask("Kan ni komma till vår skola?")["expects"] == "contact"
    assert conversation.ask("nej")["expects"] == "deadline"
    done = conversation.ask("nej")
    assert done["expects"] is None
    assert done["replies"][0]["kind"] == "handover"
    check(done)


# --- who may ask, and what


@pytest.mark.parametrize("secret", ["", "wrong", "å"])
def test_without_the_secret_nobody_gets_in(assistant: Assistant, conversation: Conversation, secret: str) -> None:
    url = f"{assistant.settings.assistant_url}/webhooks/web"
    headers = {"X-Bot-Secret": secret.encode()}
    for answer in (
        requests.post(f"{url}/message", json=conversation.request("Hej"), headers=headers, timeout=30),
        requests.get(f"{url}/ready", headers=headers, timeout=30),
        requests.delete(f"{url}/conversations/{conversation.id}", headers=headers, timeout=30),
    ):
        assert answer.status_code == 403
        check(answer.json(), "error")


def test_rasas_own_api_is_closed_without_the_secret(assistant: Assistant, conversation: Conversation) -> None:
    conversation.ask("Hej")
    url = assistant.settings.assistant_url
    assert requests.get(f"{url}/conversations/{conversation.id}/tracker", timeout=30).status_code == 401
    assert requests.post(f"{url}/model/parse", json={"text": "hej"}, timeout=30).status_code == 401


def test_ready_names_the_model_that_is_served(assistant: Assistant) -> None:
    model = models.current(assistant.settings.models)
    assert model is not None
    assert model.name == assistant.ready()["model"]


BAD = {
    "nothing": b"",
    "no JSON": b"{",
    "not UTF-8": b"\xff\xfe",
    "a list": b"[]",
    "null": b"null",
    "deep": b"[" * 100_000,
}


@pytest.mark.parametrize("raw", BAD.values(), ids=BAD.keys())
def test_a_body_that_is_no_message_is_a_bad_request(assistant: Assistant, raw: bytes) -> None:
    answer = assistant.post(None, raw=raw)
    assert answer.status_code == 400
    check(answer.json(), "error")


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"conversation": "short"},
        {"conversation": "../../../../etc/passwd"},
        {"message": {"id": "1"}},
        {"message": {"id": "1", "text": ""}},
        {"message": {"id": "1", "text": "x" * 4001}},
        {"message": {"id": "", "text": "hej"}},
        {"message": {"id": "1", "text": "hej", "button": "Hand Over"}},
        {"metadata": {"unknown": 1}},
        {"more": 1},
    ],
    ids=str,
)
def test_what_the_contract_does_not_allow_is_a_bad_request(assistant, conversation, change) -> None:
    answer = assistant.post({**conversation.request("hej"), **change})
    assert answer.status_code == 400
    check(answer.json(), "error")


# --- text is text


@pytest.mark.parametrize("text", ["/restart", "/greet", "/session_start", '/greet{"name": "x"}'])
def test_text_with_a_slash_is_text_and_no_command(conversation: Conversation, text: str) -> None:
    conversation.ask("Jag vill prata med en människa")
    answer = conversation.ask(text)
    check(answer)
    # It was taken as the question that was asked for; a restart would have forgotten the form.
    assert answer["expects"] == "contact"
    assert bot_turns(conversation) == 2


def test_a_slash_out_of_the_blue_is_no_command_either(conversation: Conversation) -> None:
    answer = conversation.ask("/hand_over")
    assert answer["expects"] is None or answer["understanding"]["confidence"] < 1.0
    assert conversation.ask("/danger")["replies"][0]["kind"] != "help"


# --- buttons


@pytest.mark.parametrize(
    ("button", "kind"),
    [
        ("hand_over", "handover"),
        ("affirm", "talk"),
        ("cancel", "talk"),
        ("contact_general", "contact"),
        ("find_article", "answer"),
        ("who_are_you", "talk"),
        ("deny", "talk"),
    ],
)
def test_a_button_means_what_it_stands_for_whatever_is_written_on_it(conversation, button: str, kind: str) -> None:
    answer = conversation.ask("Text på knappen som handlar om väder", button=button)
    check(answer)
    assert answer["replies"][0]["kind"] == kind
    assert answer["understanding"]["intent"] == button
    assert answer["understanding"]["confidence"] == 1.0


@pytest.mark.parametrize("button", ["danger", "restart", "session_start", "greet", "nlu_fallback"])
def test_what_is_not_on_the_list_of_buttons_is_read_as_text(conversation: Conversation, button: str) -> None:
    answer = conversation.ask("När var konferensen i Umeå?", button=button)
    assert answer["understanding"]["intent"] == "news_question"
    assert "26 till 27 april" in said(answer)


def test_every_button_that_the_bot_shows_is_one_that_works(conversation: Conversation) -> None:
    shown = [
        button
        for text, _, _ in KINDS.values()
        for reply in Conversation(conversation.assistant).ask(text)["replies"]
        for button in reply["buttons"]
    ]
    assert {"hand_over"} <= {button["payload"] for button in shown}
    for button in {button["payload"]: button for button in shown}.values():
        answer = Conversation(conversation.assistant).ask(button["title"], button=button["payload"])
        assert answer["understanding"]["intent"] == button["payload"]


# --- danger that web has answered


def test_where_web_has_given_the_help_the_assistant_is_quiet(conversation: Conversation) -> None:
    answer = conversation.ask("Min man slår mig", danger=True)
    check(answer)
    assert [reply for reply in answer["replies"] if reply["kind"] == "help"] == []


# --- once is once


def test_the_same_message_again_gets_the_same_replies_and_runs_no_second_turn(conversation: Conversation) -> None:
    first = conversation.ask("När var konferensen i Umeå?", message_id="same")
    again = conversation.ask("När var konferensen i Umeå?", message_id="same")
    check(again)
    assert again["replies"] == first["replies"]
    assert again["understanding"] == first["understanding"]
    assert bot_turns(conversation) == 1


def test_the_same_message_again_inside_the_form_changes_nothing(conversation: Conversation) -> None:
    conversation.ask("Jag vill prata med en människa", message_id="a")
    first = conversation.ask("Kan ni komma till vår skola?", message_id="b")
    again = conversation.ask("Kan ni komma till vår skola?", message_id="b")
    assert (again["replies"], again["expects"]) == (first["replies"], first["expects"])
    assert conversation.ask("nej", message_id="c")["expects"] == "deadline"
    assert conversation.ask("nej", message_id="d")["replies"][0]["kind"] == "handover"
    repeated = conversation.ask("nej", message_id="d")
    assert repeated["replies"][0]["kind"] == "handover"
    assert bot_turns(conversation) == 4


def test_the_same_button_again_is_the_same(conversation: Conversation) -> None:
    first = conversation.ask("Prata med en person", button="hand_over", message_id="a")
    again = conversation.ask("Prata med en person", button="hand_over", message_id="a")
    assert (again["replies"], again["understanding"]) == (first["replies"], first["understanding"])


# --- what is remembered


def test_two_visitors_do_not_see_each_other(assistant: Assistant) -> None:
    one, other = Conversation(assistant), Conversation(assistant)
    one.ask("Jag vill prata med en människa")
    assert other.ask("Kan ni komma till vår skola?")["expects"] is None


def test_a_forgotten_conversation_is_a_fresh_one(conversation: Conversation) -> None:
    conversation.ask("Jag vill prata med en människa", message_id="a")
    assert conversation.assistant.forget(conversation.id) == 204
    assert bot_turns(conversation) == 0
    answer = conversation.ask("Jag vill prata med en människa", message_id="a")
    assert answer["expects"] == "question"
    assert bot_turns(conversation) == 1


def test_forgetting_somebody_unknown_is_no_error(assistant: Assistant) -> None:
    assert assistant.forget(secrets.token_urlsafe(18)) == 204


def test_a_long_conversation_is_answered_to_its_end_though_its_beginning_is_forgotten(conversation) -> None:
    for _ in range(15):
        assert "26 till 27 april" in conversation.say("När var konferensen i Umeå?")
    assert bot_turns(conversation) < 15
    assert conversation.ask("Jag vill prata med en människa")["expects"] == "question"
    for _ in range(12):
        assert conversation.ask("Vem är Lotta Brännström?")["replies"]
    assert conversation.ask("avbryt")["expects"] is None
