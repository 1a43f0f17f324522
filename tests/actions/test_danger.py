"""Help in danger is given once: by the assistant over Rasa's own channels, by web where web is in between."""

from actions.answer import ActionAnswer
from actions.contact import ActionContact
from actions.danger import ActionDanger

from .conftest import run

VIOLENCE = {"kind": "violence", "acute": False, "who": "self", "young": False, "rule": "partner"}


def test_help_is_given_with_112_first_and_whole_links(settings) -> None:
    asked = run(ActionDanger(), "danger", danger=VIOLENCE)
    assert asked.reply["kind"] == "help"
    assert "112" in asked.reply["blocks"][0]["text"]
    assert "Kvinnofridslinjen 020-50 50 50" in asked.text


def test_where_web_has_given_it_the_assistant_says_nothing(settings) -> None:
    assert run(ActionDanger(), "danger", danger=VIOLENCE, metadata={"danger": True}).messages == []


def test_without_danger_there_is_no_help(settings) -> None:
    assert run(ActionDanger(), "danger", danger=None).messages == []


def test_what_an_editor_closes_is_gone_from_the_next_help(settings) -> None:
    shipped = (settings.data / "contact" / "support_lines.yml").read_text(encoding="utf-8")
    own = settings.content / "contact" / "support_lines.yml"
    own.parent.mkdir(parents=True)
    name = "  - name: Kvinnofridslinjen\n"
    own.write_text(shipped.replace(name, f"{name}    closed: true\n"), encoding="utf-8")
    asked = run(ActionDanger(), "danger", danger=VIOLENCE)
    assert "112" in asked.text
    assert "020-50 50 50" not in asked.text
    assert "020-50 50 50" not in run(ActionAnswer(), "other", passages=[], possible_danger=True).text


def test_a_doubt_without_an_answer_gets_the_help_itself_and_with_one_a_line_of_it(settings) -> None:
    doubt = {**VIOLENCE, "kind": "suicide", "rule": "examples"}
    asked = run(ActionAnswer(), "news_question", passages=[], possible_danger=True, danger_doubt=doubt)
    assert asked.reply["kind"] == "help"
    assert "Självmordslinjen 90101" in asked.text


def test_a_doubt_adds_its_line_under_what_is_no_news_too(settings) -> None:
    doubt = {**VIOLENCE, "kind": "suicide", "rule": "examples"}
    asked = run(ActionContact(), "contact", possible_danger=True, danger_doubt=doubt)
    assert "112" in asked.reply["blocks"][-1]["text"] and "Självmordslinjen" in asked.reply["blocks"][-1]["text"]
    assert "112" not in asked.reply["blocks"][0].get("text", "")


def test_who_writes_in_a_language_nobody_reads_is_told_of_112_and_1177_in_two_languages(settings) -> None:
    asked = run(ActionDanger(), "danger", danger=None, foreign="finska")
    assert asked.reply["kind"] == "help"
    assert asked.text.count("112") == 2 and asked.text.count("1177") == 2
