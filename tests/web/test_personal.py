"""A personnummer is not needed: the visitor is told so, and never shown it again."""

import pytest

from tests.support.assistant_double import AssistantDouble, answer_to, text_reply
from tests.web.conftest import Visitor, new_id, said

NUMBER = "19121212-1212"
TOLD = "Du behöver inte skriva personnummer."


async def test_without_javascript_a_line_with_the_answer_says_that_it_is_not_needed(
    visitor: Visitor, double: AssistantDouble
) -> None:
    await visitor.page("/chatt")
    response = await visitor.submit("/chatt", follow=True, id=new_id(), text=f"Mitt personnummer är {NUMBER}")
    page = await response.text()
    assert TOLD in page and "[personnummer]" in page and NUMBER not in page
    assert double.texts() == [f"Mitt personnummer är {NUMBER}"]  # only the record and the page do without it


async def test_who_wrote_none_is_told_nothing(visitor: Visitor, double: AssistantDouble) -> None:
    await visitor.page("/chatt")
    response = await visitor.submit("/chatt", follow=True, id=new_id(), text="Ring 070-123 45 67 den 12 mars 2024")
    assert TOLD not in await response.text()


async def test_an_answer_that_repeats_it_is_shown_without(visitor: Visitor, double: AssistantDouble) -> None:
    double.respond = lambda body: answer_to(body, text_reply(f"Menar du {NUMBER}?"))
    status, body = await visitor.send(f"Jag är {NUMBER}")
    assert status == 202 and NUMBER not in body["html"] and TOLD in body["html"]
    found = await visitor.until(lambda messages: bool(said(messages)))
    assert all(NUMBER not in message["html"] + message["spoken"] for message in found)


async def test_a_message_that_was_not_let_in_comes_back_without_it(visitor: Visitor, double: AssistantDouble) -> None:
    await visitor.page("/chatt")
    response = await visitor.submit("/chatt", id=new_id(), text=f"{NUMBER}, 070-123 45 67 {'å' * 1000}")
    page = await response.text()
    assert response.status == 413
    assert NUMBER not in page and "[personnummer], 070-123 45 67" in page


async def test_the_contact_page_takes_it_out_and_says_so(visitor: Visitor) -> None:
    written = f"Jag är {NUMBER} och undrar en sak."
    wrong = await visitor.submit("/kontakt", id=new_id(), question=written, contact="ingen adress")
    again = await wrong.text()
    assert wrong.status == 400 and NUMBER not in again and "Jag är [personnummer] och undrar" in again and TOLD in again
    kept = await (await visitor.submit("/kontakt", id=new_id(), question=written, contact="asa@exempel.se")).text()
    assert "KF-" in kept and TOLD in kept and NUMBER not in kept


@pytest.mark.parametrize("path", ["/chatt", "/kontakt"])
async def test_before_anybody_writes_the_page_asks_for_nothing_about_others(visitor: Visitor, path: str) -> None:
    assert "Skriv inte om enskilda personer" in (await visitor.page(path))[1]
