"""Whatever a visitor says while a question for staff is being written is answered, and leads back; nothing is lost."""

import re
from typing import Any

import pytest

from bot.record import crypto, database
from bot.record.handovers import Handover, Reaching, by_code, contact_of, list_handovers, reaching

from ..support.product import Conversation, said

QUESTION = "Kan ni hålla en utbildning hos oss?"
# Texts that the real assistant understands as the intent, and words of the answer.
DIGRESSIONS = {
    "greet": ("Hej!", "Jag är en chattbot"),
    "thank": ("Tack så mycket", "Varsågod"),
    "goodbye": ("Hej då", "välkommen tillbaka"),
    "who_are_you": ("Är du en människa eller en robot?", "datorprogram"),
    "praise": ("Vad duktig du är", "Vad fint att höra"),
    "complaint": ("Du förstår ju ingenting", ""),
    "ask_privacy": ("Läser någon det jag skriver?", "läsa"),
    "about_organisation": ("Vad är ett kommunförbund?", ""),
    "news_question": ("När var konferensen i Umeå?", "26 till 27 april"),
    "summarise": ("Sammanfatta artikeln", ""),
    "easy_read": ("Finns den på lättläst svenska?", ""),
    "tell_more": ("Berätta mer om det", ""),
    "find_article": ("Visa alla nyheter", "Kompetensutveckling"),
    "danger": ("Min man slår mig", "112"),
    "contact_general": ("Hur kontaktar jag er?", "kfvn.se"),
    "contact_phone": ("Vilket telefonnummer har ni?", "telefonnummer"),
    "contact_email": ("Vad har ni för mejladress?", "e-postadress"),
    "contact_address": ("Var ligger ert kontor?", "adress"),
    "contact_hours": ("När har ni öppet?", "öppettider"),
    "contact_responsible": ("Vem är ansvarig för våldsfrågorna hos er?", "ansvarar"),
    "hand_over": ("Jag vill prata med en människa", "Du skriver redan en fråga till personalen"),
}
# What is neither an address nor another intent: it is explained what an address looks like.
NO_ADDRESS = ("sdlkfj weoriu", "anna@", "070", "Vad blir det för väder imorgon?", "😀", "ja")


def handovers(conversation: Conversation) -> list[Handover]:
    record = database.engine(conversation.assistant.settings.record_url)
    return [handover for handover in list_handovers(record) if handover.conversation == conversation.id]


def contact(conversation: Conversation, handover: Handover) -> str | None:
    settings = conversation.assistant.settings
    return contact_of(database.engine(settings.record_url), crypto.load_key(settings.home), handover.reference)


def begin(conversation: Conversation) -> None:
    assert conversation.ask("Jag vill prata med en människa")["expects"] == "question"


def finish(conversation: Conversation) -> dict[str, Any]:
    """Once there is a contact: it is safe to use, and there is neither a name nor a deadline. The last answer."""
    assert conversation.ask("ja, när som helst")["expects"] == "name"
    return without_contact(conversation)


def without_contact(conversation: Conversation) -> dict[str, Any]:
    """No name, where it is asked for, and no deadline."""
    answer = conversation.ask("nej")
    return conversation.ask("nej tack") if answer["expects"] == "deadline" else answer


def asked_for_contact(conversation: Conversation) -> None:
    begin(conversation)
    assert conversation.ask(QUESTION)["expects"] == "contact"


@pytest.mark.parametrize(
    "question",
    [
        "Går det att gå tillbaka till den gamla överenskommelsen?",
        "Jag vill att någon ringer mig om avtalet för vår nya samverkan i vår",
        "Vi vill inte längre vara med i ert nätverk. Hur gör vi?",
    ],
)
def test_a_question_that_sounds_like_something_else_is_kept_as_the_question(conversation, question: str) -> None:
    begin(conversation)
    assert conversation.ask(question)["expects"] == "contact"
    conversation.ask("nej")
    without_contact(conversation)
    assert [handover.question for handover in handovers(conversation)] == [question]


def test_how_one_wants_to_be_reached_asks_for_no_address_of_ours(conversation: Conversation) -> None:
    asked_for_contact(conversation)
    answer = conversation.ask("helst via mejl")
    assert answer["expects"] == "contact"
    assert "Kommunförbundet" not in said(answer)


@pytest.mark.parametrize("intent", DIGRESSIONS)
def test_asked_for_an_address_a_visitor_may_say_something_else(conversation: Conversation, intent: str) -> None:
    text, words = DIGRESSIONS[intent]
    asked_for_contact(conversation)
    answer = conversation.ask(text)
    assert answer["understanding"]["intent"] == intent
    assert words in said({"replies": answer["replies"][:1]})
    assert answer["expects"] == "contact"
    assert "Hur kan vi nå dig?" in said({"replies": answer["replies"][-1:]})
    assert conversation.ask("anna@example.com")["expects"] == "safe"
    done = finish(conversation)
    (handover,) = handovers(conversation)
    assert handover.question == QUESTION
    assert handover.reference in said(done)
    assert contact(conversation, handover) == "anna@example.com"


def test_one_digression_after_another_leads_back_each_time(conversation: Conversation) -> None:
    asked_for_contact(conversation)
    for text, words in DIGRESSIONS.values():
        answer = conversation.ask(text)
        assert words in said(answer)
        assert answer["expects"] == "contact"
    conversation.ask("070-123 45 67")
    finish(conversation)
    (handover,) = handovers(conversation)
    assert contact(conversation, handover) == "+46701234567"


@pytest.mark.parametrize("text", ["avbryt", "jag ångrar mig", "glöm det, jag vill avbryta"])
@pytest.mark.parametrize("when", [begin, asked_for_contact])
def test_it_can_be_cancelled_at_any_point_and_nothing_is_sent(conversation: Conversation, when, text: str) -> None:
    when(conversation)
    answer = conversation.ask(text)
    assert "avbryter vi" in said(answer)
    assert answer["expects"] is None
    assert handovers(conversation) == []
    # What was written is not in the next one.
    begin(conversation)
    conversation.ask("En annan fråga?")
    conversation.ask("nej")
    without_contact(conversation)
    assert [handover.question for handover in handovers(conversation)] == ["En annan fråga?"]


@pytest.mark.parametrize("text", ["nej", "nej tack", "Nej, jag vill inte lämna något"])
def test_no_address_is_an_answer_too(conversation: Conversation, text: str) -> None:
    asked_for_contact(conversation)
    assert conversation.ask(text)["expects"] == "deadline"
    done = conversation.ask("nej")
    (handover,) = handovers(conversation)
    assert handover.reference in said(done)
    assert not handover.has_contact
    assert "läsa svaret på kontaktsidan" in said(done)
    code = re.search("koden ([A-Z0-9]{4}-[A-Z0-9]{4})", said(done))
    record = database.engine(conversation.assistant.settings.record_url)
    key = crypto.load_key(conversation.assistant.settings.home)
    assert code and by_code(record, key, handover.reference, code[1]) == handover


@pytest.mark.parametrize("text", NO_ADDRESS)
def test_what_is_no_address_is_explained_and_then_a_good_one_is_taken(conversation: Conversation, text: str) -> None:
    asked_for_contact(conversation)
    answer = conversation.ask(text)
    assert answer["expects"] == "contact"
    assert "Jag kunde inte läsa det" in said(answer)
    assert "Din fråga finns kvar" in said(answer)
    conversation.ask("anna@example.com")
    finish(conversation)
    (handover,) = handovers(conversation)
    assert (handover.question, contact(conversation, handover)) == (QUESTION, "anna@example.com")


def test_an_address_may_stand_in_a_sentence_or_be_two(conversation: Conversation) -> None:
    asked_for_contact(conversation)
    conversation.ask("ni kan mejla anna@example.com eller ringa 070-123 45 67 på eftermiddagen")
    finish(conversation)
    (handover,) = handovers(conversation)
    assert contact(conversation, handover) == "anna@example.com"


@pytest.mark.parametrize(
    "text",
    [
        "När var konferensen i Umeå?",
        "Vad blir det för väder imorgon?",
        "Hur kontaktar jag er?",
        "sdlkfj weoriu",
        "x" * 1000,
    ],
)
def test_asked_for_the_question_any_text_is_the_question(conversation: Conversation, text: str) -> None:
    from bot.language.personal import mask

    begin(conversation)
    assert conversation.ask(text)["expects"] == "contact"
    conversation.ask("nej")
    without_contact(conversation)
    assert [handover.question for handover in handovers(conversation)] == [mask(text)]


@pytest.mark.parametrize("text", ["hej", "ja tack", "nej", "?", "anna@example.com"])
def test_asked_for_the_question_small_talk_and_a_bare_address_are_none(conversation: Conversation, text: str) -> None:
    begin(conversation)
    assert conversation.ask(text)["expects"] == "question"
    conversation.ask(QUESTION)
    if "@" not in text:
        conversation.ask("anna@example.com")
    finish(conversation)
    (handover,) = handovers(conversation)
    assert (handover.question, contact(conversation, handover)) == (QUESTION, "anna@example.com")


def test_the_visitors_own_number_in_the_question_need_not_be_written_again(conversation: Conversation) -> None:
    begin(conversation)
    conversation.ask("Vilka ordnade konferensen? Ni kan ringa mig på 070-123 45 67.")
    done = finish(conversation)
    (handover,) = handovers(conversation)
    assert handover.reference in said(done)
    assert contact(conversation, handover) == "+46701234567"


@pytest.mark.parametrize(
    "text", ["Kan ni ringa min son på 070-123 45 67?", "Min man nås på 070-123 45 67, prata med honom"]
)
def test_somebody_elses_number_is_not_taken_for_the_visitors(conversation: Conversation, text: str) -> None:
    begin(conversation)
    assert conversation.ask(text)["expects"] == "contact"


def test_an_address_given_unasked_goes_with_the_question_that_is_asked_for_then(conversation: Conversation) -> None:
    assert conversation.ask("ring mig på 070-123 45 67")["expects"] == "question"
    conversation.ask(QUESTION)
    finish(conversation)
    (handover,) = handovers(conversation)
    assert contact(conversation, handover) == "+46701234567"


def test_a_question_that_speaks_of_danger_gets_help_and_is_kept_all_the_same(conversation: Conversation) -> None:
    begin(conversation)
    answer = conversation.ask("Min man slår mig, vad ska jag göra?")
    assert answer["replies"][0]["kind"] == "help"
    assert answer["expects"] == "contact"
    conversation.ask("nej")
    without_contact(conversation)
    assert [handover.question for handover in handovers(conversation)] == ["Min man slår mig, vad ska jag göra?"]


def test_where_web_has_helped_already_the_form_goes_on_without_helping_again(conversation: Conversation) -> None:
    begin(conversation)
    answer = conversation.ask("Min man slår mig, vad ska jag göra?", danger=True)
    assert [reply for reply in answer["replies"] if reply["kind"] == "help"] == []
    assert answer["expects"] == "contact"
    again = conversation.ask("Min man slår mig", danger=True)
    assert [reply for reply in again["replies"] if reply["kind"] == "help"] == []
    assert again["expects"] == "contact"


def test_asking_for_a_person_again_while_asked_for_the_question_is_no_question(conversation: Conversation) -> None:
    begin(conversation)
    answer = conversation.ask("Jag vill prata med en människa nu")
    assert "Du skriver redan en fråga" in said(answer)
    assert answer["expects"] == "question"


def test_buttons_work_in_the_middle_too(conversation: Conversation) -> None:
    asked_for_contact(conversation)
    assert conversation.ask("Prata med en person", button="hand_over")["expects"] == "contact"
    assert conversation.ask("Avbryt", button="cancel")["expects"] is None
    assert handovers(conversation) == []


def test_after_one_question_another_can_be_sent(conversation: Conversation) -> None:
    for question in ("Första frågan?", "Andra frågan?"):
        begin(conversation)
        conversation.ask(question)
        conversation.ask("nej")
        without_contact(conversation)
    assert [handover.question for handover in handovers(conversation)] == ["Första frågan?", "Andra frågan?"]
    assert conversation.ask("När var konferensen i Umeå?")["expects"] is None


@pytest.mark.parametrize("text", ["😀", "?", ".", "  a ", "ok", "nja", "mm", "...", "1", "ÅÄÖ", "\u200b"])
def test_nobody_ever_gets_an_empty_answer(conversation: Conversation, text: str) -> None:
    assert conversation.ask(text)["replies"]
    asked_for_contact(conversation)
    assert conversation.ask(text)["replies"]


@pytest.mark.parametrize("text", ["strunta i det", "skit i det", "nej glöm det", "stopp", "never mind"])
@pytest.mark.parametrize("when", [begin, asked_for_contact])
def test_it_is_cancelled_in_words_of_ones_own_too(conversation: Conversation, when, text: str) -> None:
    when(conversation)
    answer = conversation.ask(text)
    assert answer["expects"] is None
    assert "avbryter vi" in said(answer)
    assert handovers(conversation) == []


@pytest.mark.parametrize("text", ["nej tack, jag vill vara anonym", "Jag vill inte lämna några uppgifter"])
def test_who_wants_to_stay_unknown_leaves_no_address(conversation: Conversation, text: str) -> None:
    asked_for_contact(conversation)
    assert conversation.ask(text)["expects"] == "deadline"
    conversation.ask("nej")
    (handover,) = handovers(conversation)
    assert not handover.has_contact


def test_who_asked_before_need_not_write_the_question_again(conversation: Conversation) -> None:
    conversation.ask("Hej")
    conversation.ask("När planteras det nya körsbärsträdet?")
    answer = conversation.ask("Prata med en person", button="hand_over")
    assert "Ingen i personalen är här just nu" in said(answer)
    assert "Du har frågat: ”När planteras det nya körsbärsträdet?”" in said(answer)
    assert answer["expects"] == "question" and answer["replies"][-1]["buttons"][0]["payload"] == "affirm"
    led_back = conversation.ask("Vad är ett kommunförbund?")
    assert led_back["expects"] == "contact", "in the form any text is the question, as it always was"
    conversation.ask("avbryt")
    assert "Du har frågat: ”Vad är ett kommunförbund?”" in conversation.say("Jag vill prata med en människa")
    assert conversation.ask("Ja, skicka den", button="affirm")["expects"] == "contact"
    conversation.ask("nej")
    without_contact(conversation)
    assert [handover.question for handover in handovers(conversation)] == ["Vad är ett kommunförbund?"]
    assert "Du har frågat" not in conversation.say("Jag vill prata med en människa"), "it has been sent"


def test_what_was_asked_before_may_be_changed(conversation: Conversation) -> None:
    conversation.ask("När planteras det nya körsbärsträdet?")
    begin(conversation)
    conversation.ask(QUESTION)
    conversation.ask("nej")
    without_contact(conversation)
    assert [handover.question for handover in handovers(conversation)] == [QUESTION]


def test_when_it_is_safe_a_name_and_a_deadline_are_kept_as_they_are_said(conversation: Conversation) -> None:
    asked_for_contact(conversation)
    answer = conversation.ask("070-123 45 67")
    assert "Är det säkert att mejla eller ringa dig, och när?" in said(answer)
    assert conversation.ask("Ring mig på kvällen när jag är hemma själv")["expects"] == "name"
    assert conversation.ask("Berit Ekström")["expects"] == "deadline"
    conversation.ask("Jag måste ha svar före fredag")
    (handover,) = handovers(conversation)
    settings = conversation.assistant.settings
    record, key = database.engine(settings.record_url), crypto.load_key(settings.home)
    assert reaching(record, key, handover.reference) == Reaching(
        "+46701234567", "Ring mig på kvällen när jag är hemma själv", "Berit Ekström"
    )
    assert handover.deadline == "Jag måste ha svar före fredag"


def test_whose_contact_is_not_safe_to_use_gets_a_code_and_the_contact_is_not_kept(conversation: Conversation) -> None:
    asked_for_contact(conversation)
    conversation.ask("anna@example.com")
    assert conversation.ask("Nej", button="deny")["expects"] == "deadline"
    assert "Vi kontaktar dig inte" in conversation.say("nej")
    (handover,) = handovers(conversation)
    assert not handover.has_contact


@pytest.mark.parametrize("after", ["safe", "name", "deadline"])
def test_a_question_in_the_middle_leads_back_and_avbryt_ends_it_wherever_the_form_is(
    conversation: Conversation, after: str
) -> None:
    asked_for_contact(conversation)
    for asked in ("safe", "name", "deadline"):
        assert (answer := conversation.ask({"safe": "anna@example.com", "name": "ja", "deadline": "Bo"}[asked]))
        assert answer["expects"] == asked
        if asked == after:
            break
    answer = conversation.ask("När var konferensen i Umeå?")
    assert "26 till 27 april" in said(answer) and answer["expects"] == after
    assert "112" in conversation.say("Min man slår mig")
    answer = conversation.ask("avbryt")
    assert answer["expects"] is None and handovers(conversation) == []
