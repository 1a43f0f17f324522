"""Conversations that are flagged because somebody may be in danger, and the mails about them."""

import getpass
import re
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner, Result

from bot.record import messages, outbox
from bot.record.audit import entries
from bot.record.commands import app
from bot.record.dangers import Alert, Flag, list_dangers, mark_seen
from bot.record.erasing import erase
from bot.record.schema import outbox as outbox_table
from bot.settings import ROOT

WHO = "a" * 22
OTHER = "b" * 22
CALM = Flag("violence", acute=False, who="self", young=False, rule="partner_hits", certain=True)
ACUTE = replace(CALM, acute=True, rule="he_is_here")
DOUBT = replace(CALM, kind="suicide", rule="examples", certain=False)
ALERT = Alert(("kim@example.se", "lo@example.se"), "Ses över", "Nummer {number}.", "Bråttom: nummer {number}.")


def write(record: sa.engine.Engine, flag: Flag, alert: Alert | None = None, who: str = WHO) -> None:
    known = len(messages.list_after(record, who))
    messages.append_visitor(record, who, f"fråga-{known}", "Min man slår mig", flag=flag, alert=alert)


def waiting(record: sa.engine.Engine) -> list[tuple[str, str]]:
    return [(mail.recipient, mail.text) for mail in outbox.due(record, b"")]


def test_the_newest_flag_stands_first_with_its_reason(record: sa.engine.Engine) -> None:
    write(record, DOUBT)
    write(record, CALM, who=OTHER)
    assert [(found.conversation, found.flag) for found in list_dangers(record)] == [(OTHER, CALM), (WHO, DOUBT)]
    write(record, DOUBT)
    assert [found.conversation for found in list_dangers(record)] == [WHO, OTHER]


@pytest.mark.parametrize(
    ("flags", "reason"),
    [
        ((DOUBT, CALM), CALM),
        ((CALM, DOUBT), CALM),
        ((CALM, ACUTE, CALM), ACUTE),
        ((CALM, replace(CALM, young=True)), replace(CALM, young=True)),
    ],
)
def test_the_gravest_danger_of_a_conversation_is_the_reason(
    record: sa.engine.Engine, flags: tuple[Flag, ...], reason: Flag
) -> None:
    for flag in flags:
        write(record, flag)
    (found,) = list_dangers(record)
    assert found.flag == reason


def test_who_saw_it_first_is_kept_until_another_danger_is_found(record: sa.engine.Engine) -> None:
    write(record, CALM)
    (found,) = list_dangers(record)
    assert mark_seen(record, found.number, "kim") and mark_seen(record, found.number, "lo")
    assert list_dangers(record)[0].seen_by == "kim"
    assert [(one.who, one.did, one.what) for one in entries(record)] == [("kim", "changed", "samtal 1: fara sedd")]
    write(record, CALM)
    assert list_dangers(record)[0].seen is None
    assert not mark_seen(record, found.number + 1, "kim")


def test_each_of_the_staff_gets_one_mail_a_conversation_and_another_when_it_becomes_acute(
    record: sa.engine.Engine,
) -> None:
    write(record, CALM)
    assert waiting(record) == [], "nobody is to be told"
    write(record, CALM, ALERT)
    write(record, DOUBT, ALERT)
    calm = [("kim@example.se", "Nummer 1."), ("lo@example.se", "Nummer 1.")]
    assert waiting(record) == calm
    write(record, ACUTE, ALERT)
    write(record, ACUTE, ALERT)
    write(record, CALM, ALERT)
    acute = [("kim@example.se", "Bråttom: nummer 1."), ("lo@example.se", "Bråttom: nummer 1.")]
    assert waiting(record) == calm + acute


def test_the_same_message_again_flags_and_mails_nothing(record: sa.engine.Engine) -> None:
    for _ in range(2):
        messages.append_visitor(record, WHO, "fråga-1", "Min man slår mig", flag=CALM, alert=ALERT)
    (found,) = list_dangers(record)
    mark_seen(record, found.number, "kim")
    messages.append_visitor(record, WHO, "fråga-1", "Min man slår mig", flag=CALM, alert=ALERT)
    assert list_dangers(record)[0].seen_by == "kim" and len(waiting(record)) == 2


@pytest.mark.parametrize("hide", [False, True])
def test_a_conversation_that_its_visitor_takes_away_is_in_no_list_and_no_mail_is_sent(
    record: sa.engine.Engine, key: bytes, hide: bool
) -> None:
    write(record, CALM, ALERT)
    (found,) = list_dangers(record)
    erase(record, key, WHO, hide=hide)
    assert list_dangers(record) == [] and waiting(record) == [] and not mark_seen(record, found.number, "kim")
    write(record, CALM, who=OTHER)
    assert list_dangers(record)[0].number > found.number, "a mail about the first one must not lead to another"


def test_a_mail_that_fails_waits_longer_each_time_and_says_why_without_an_address(record: sa.engine.Engine) -> None:
    write(record, CALM, ALERT)
    mail, other = outbox.due(record, b"")
    delays = []
    for tries in range(20):
        outbox.failed(record, replace(mail, tries=tries), "550 kim.larsson@kommunen.se is unknown")
        with record.connect() as connection:
            row = connection.execute(sa.select(outbox_table).where(outbox_table.c.id == mail.id)).one()
        delays.append(row.due)
    assert delays == sorted(delays) and row.error == "550 [e-postadress] is unknown" and row.tries == 20
    assert [left.id for left in outbox.due(record, b"")] == [other.id]
    outbox.sent(record, other.id)
    assert outbox.due(record, b"") == [] and outbox.next_due(record) is not None
    outbox.try_all_now(record)
    assert [left.id for left in outbox.due(record, b"")] == [mail.id]


def type_(home: Path, *words: str) -> Result:
    return CliRunner(env={"BOT_HOME": str(home), "COLUMNS": "250"}).invoke(app, list(words))


def test_staff_see_the_flags_the_mails_and_the_routine_and_mark_one_as_seen(
    record: sa.engine.Engine, tmp_path: Path
) -> None:
    write(record, ACUTE, ALERT)
    said = type_(tmp_path, "dangers").stdout
    assert (
        all(words in said for words in ("violence, now, self (rule he_is_here)", "2 waiting", WHO))
        and "Min man" not in said
    )
    assert "Utkast" in said
    mail = outbox.due(record, b"")[0]
    outbox.failed(record, mail, "no answer")
    assert "2 waiting: no answer" in type_(tmp_path, "dangers").stdout
    for each in (mail.id, mail.id + 1):
        outbox.sent(record, each)
    said = type_(tmp_path, "dangers", "--seen", "1").stdout
    assert "sent" in said and getpass.getuser() in said
    wrong = type_(tmp_path, "dangers", "--seen", "99")
    assert wrong.exit_code == 1 and wrong.stderr.count("\n") == 1


def test_the_routine_names_no_number_but_those_that_were_checked() -> None:
    routine = (ROOT / "data" / "danger" / "routine.md").read_text(encoding="utf-8")
    numbers = set(re.findall(r"(?m)\b\d[\d -]*\d\b", routine))
    assert numbers == {"112", "114 14"} and "Utkast" in routine
