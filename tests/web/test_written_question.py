"""A written question on the contact page, and its answer: without JavaScript, and without an address if so wished."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.record import accounts, handovers
from bot.record.crypto import load_key
from bot.record.database import writing
from tests.support.assistant_double import AssistantDouble
from tests.support.staff import staff
from tests.support.web_server import Web
from tests.web.conftest import Visitor, new_id, until

HOURS = """\
weekdays:
  måndag: 9–16
answer_time: inom två arbetsdagar
exceptions:
  - from: {today}
    to: {tomorrow}
    text: Vi har semester.
"""


async def ask(visitor: Visitor, **fields: str) -> str:
    """What the page says once the question is kept."""
    answer = await visitor.submit("/kontakt", id=new_id(), **{"question": "Vem ordnar kursen?", **fields})
    assert answer.status == 200
    return await answer.text()


def kept(record: sa.engine.Engine) -> handovers.Handover:
    return handovers.list_handovers(record)[-1]


def codes(page: str) -> list[str]:
    return re.findall(r'class="reference">([^<]+)<', page)


async def test_how_it_is_safe_to_answer_a_name_and_a_deadline_go_along(
    web: Web, visitor: Visitor, record: sa.engine.Engine
) -> None:
    fields = {"contact": "070-174 06 05", "safe": "Ring efter klockan 17", "name": "Berit", "deadline": "På fredag"}
    page = await ask(visitor, **fields)
    assert codes(page) == [kept(record).reference] and "Personalen ringer dig." in page
    reaching = handovers.reaching(record, load_key(web.settings.home), kept(record).reference)
    assert reaching == handovers.Reaching("+46701740605", "Ring efter klockan 17", "Berit")
    assert kept(record).deadline == "På fredag"


@pytest.mark.parametrize("fields", [{}, {"contact": "anna@example.se", "safe": "Nej"}])
async def test_without_a_contact_or_a_safe_one_the_answer_is_read_with_number_and_code(
    web: Web, visitor: Visitor, record: sa.engine.Engine, fields: dict[str, str]
) -> None:
    page = await ask(visitor, **fields)
    reference, code = codes(page)
    assert not kept(record).has_contact and "Vi hör inte av oss till dig." in page
    answer = await visitor.submit("/kontakt/svar", nummer=reference.lower(), kod=code.replace("-", " "))
    page = await answer.text()
    assert "Du har inte fått svar än" in page and "Vem ordnar kursen?" in page
    anna = staff(record)
    with writing(record) as connection:
        handovers.answer_in(
            connection, load_key(web.settings.home), reference, anna, "Ring <b>070-174 06 05</b>", "page"
        )
    page = await (await visitor.submit("/kontakt/svar", nummer=reference, kod=code)).text()
    assert "Anna (personal) svarar" in page and '<a href="tel:0701740605">' in page and "<b>" not in page
    (answered,) = handovers.answers_of(record, load_key(web.settings.home), reference)
    assert answered.read is not None


async def test_a_wrong_code_shows_nothing_and_many_tries_wait(
    web: Web, visitor: Visitor, record: sa.engine.Engine
) -> None:
    reference, code = codes(await ask(visitor, question="HEMLIG FRÅGA?"))
    for number in range(12):
        answer = await visitor.submit("/kontakt/svar", nummer=reference, kod=f"AAAA-AAA{number}")
        page = await answer.text()
        assert "HEMLIG" not in page and 'aria-invalid="true"' in page and f'value="{reference}"' in page
    assert answer.status == 429 and int(answer.headers["Retry-After"]) > 0
    answer = await visitor.submit("/kontakt/svar", nummer=reference, kod=code)
    assert answer.status == 429, "who has guessed so often gets nothing even with the right one"


async def test_the_question_asked_in_the_chat_stands_in_the_form_and_the_chat_goes_along(
    web: Web, visitor: Visitor, double: AssistantDouble, record: sa.engine.Engine
) -> None:
    _, page = await visitor.page("/kontakt")
    assert "frågade du i chatten" not in page
    await visitor.send("När planteras körsbärsträdet?")
    await visitor.answers()
    _, page = await visitor.page("/kontakt")
    assert "Det här frågade du i chatten" in page and "När planteras körsbärsträdet?</textarea>" in page
    await ask(visitor, question="När planteras trädet?", samtalet_med="1")
    assert kept(record).conversation == double.received[0]["conversation"]
    await ask(visitor, question="Något helt annat?")
    assert kept(record).conversation is None
    await visitor.send("Min man slår mig")
    _, page = await visitor.page("/kontakt")
    assert "körsbärsträdet" not in page, "another page does not tell of a chat where danger was spoken of"


async def test_a_mistake_keeps_all_that_was_typed(visitor: Visitor) -> None:
    fields = {"contact": "anna@", "safe": "Ring efter klockan 17", "name": "Berit", "deadline": "På fredag"}
    answer = await visitor.submit("/kontakt", id=new_id(), question="Vem ordnar?", **fields)
    page = await answer.text()
    assert answer.status == 400 and [value for value in fields.values() if f'value="{value}"' not in page] == []
    assert "<title>Fel: Kontakt" in page


async def test_the_hours_say_when_somebody_is_back_and_how_soon_a_question_is_answered(
    web: Web, visitor: Visitor, double: AssistantDouble, record: sa.engine.Engine
) -> None:
    async def contact_page() -> str:
        return (await visitor.page("/kontakt"))[1]

    file = web.settings.content / "contact" / "hours.yml"
    file.parent.mkdir(parents=True, exist_ok=True)
    today = datetime.now(UTC).date()
    anna = staff(record)
    accounts.set_available(record, anna.id, True)
    accounts.be_present(record, anna.id, datetime.now(UTC) + timedelta(minutes=10))
    try:
        file.write_text(HOURS.format(today=today - timedelta(days=1), tomorrow=today + timedelta(days=1)))
        page = await until(contact_page, lambda page: "Vi har semester." in page)
        assert re.search(r"Vi är tillbaka måndag den \d+ \w+ klockan 9\.", page)
        assert "Du får svar inom två arbetsdagar." in await ask(visitor)
    finally:
        file.unlink()
    await until(contact_page, lambda page: "Just nu kan du chatta med personalen." in page)
    accounts.set_available(record, anna.id, False)
