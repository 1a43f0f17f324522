"""The pages: the chat without JavaScript, the article, the contact form, and what every answer carries."""

import re
from pathlib import Path

import pytest

from bot.record.crypto import load_key
from bot.record.database import engine
from bot.record.handovers import contact_of, list_handovers
from tests.support.assistant_double import AssistantDouble, answer_to, text_reply
from tests.support.web_server import Web, running_web, settings_for
from tests.web.conftest import Visitor, new_id, until, visiting

ARTICLE = "kompetensutveckling-och-kunskap-centralt-i-arbetet-med-valdsutsatta"


def hidden_id(page: str) -> str:
    """The id of the page's own form."""
    found = re.search(r'id="skriv".*?name="id" value="([^"]+)"', page, re.DOTALL) or re.search(
        r'name="id" value="([^"]+)"', page
    )
    assert found
    return found.group(1)


async def test_the_form_alone_asks_and_shows_the_answer(visitor: Visitor, double: AssistantDouble) -> None:
    _, page = await visitor.page("/chatt")
    answer = await visitor.submit("/chatt", id=hidden_id(page), text="Vem ordnar?")
    assert (answer.status, answer.headers["Location"]) == (303, "/chatt#senaste")
    _, page = await visitor.page("/chatt")
    assert "Vem ordnar?" in page and "Svar på: Vem ordnar?" in page and 'id="senaste"' in page


async def test_a_form_sent_twice_is_one_question(visitor: Visitor, double: AssistantDouble) -> None:
    _, page = await visitor.page("/chatt")
    for _ in range(2):
        await visitor.submit("/chatt", id=hidden_id(page), text="Vem ordnar?")
    assert double.texts() == ["Vem ordnar?"]


async def test_a_suggested_answer_is_a_form_too(visitor: Visitor, double: AssistantDouble) -> None:
    reply = text_reply("Vill du prata med en person?", [{"title": "Ja tack", "payload": "affirm"}])
    double.respond = lambda body: answer_to(body, reply)
    _, page = await visitor.page("/chatt")
    await visitor.submit("/chatt", id=hidden_id(page), text="Hej")
    _, page = await visitor.page("/chatt")
    button = re.search(r'<form[^>]*>(?:(?!</form>).)*value="affirm".*?</form>', page, re.DOTALL)
    assert button
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', button.group()))
    await visitor.submit("/chatt", **fields)
    assert double.received[1]["message"]["button"] == "affirm"
    assert double.received[1]["message"]["text"] == "Ja tack"
    _, page = await visitor.page("/chatt")
    assert page.count('value="affirm"') == 1, "only the newest answer's suggestions remain"


@pytest.mark.parametrize(
    ("text", "status", "error"), [("", 400, "Skriv en fråga först."), ("å" * 1001, 413, "högst 1 000 tecken")]
)
async def test_what_is_wrong_is_said_at_the_field_and_what_was_typed_stays(
    visitor: Visitor, double: AssistantDouble, text: str, status: int, error: str
) -> None:
    answer = await visitor.submit("/chatt", id=new_id(), text=text)
    page = await answer.text()
    assert answer.status == status
    assert error in page and 'aria-invalid="true"' in page and text in page
    assert double.tried == []


async def test_danger_in_a_text_that_is_too_long_is_heard(visitor: Visitor) -> None:
    answer = await visitor.submit("/chatt", id=new_id(), text="Min man slår mig. " + "Och det blåser. " * 80)
    assert answer.status == 413 and "Ring 112" in await answer.text()


async def test_a_browser_that_takes_no_cookies_is_answered_on_the_spot(web: Web, double: AssistantDouble) -> None:
    async with visiting(web.url) as visitor:
        answer = await visitor.submit("/chatt", id=new_id(), text="Vem ordnar?")
        assert answer.status == 200 and "Svar på: Vem ordnar?" in await answer.text()


async def test_line_breaks_of_a_form_count_once(visitor: Visitor, double: AssistantDouble) -> None:
    await visitor.submit("/chatt", id=new_id(), text="å\r\n" * 499 + "å")
    assert double.texts() == ["å\n" * 499 + "å"]


async def test_the_article_is_a_page_and_the_start_page(visitor: Visitor) -> None:
    for path in ("/", f"/nyheter/{ARTICLE}"):
        status, page = await visitor.page(path)
        assert status == 200 and "Kompetensutveckling och kunskap centralt" in page and "Lotta Brännström" in page
        assert not list(visitor.http.cookie_jar), "reading leaves no cookie"


@pytest.mark.parametrize("path", ["/nyheter/finns-inte", "/finns-inte", "/static/finns-inte.js", "/nyheter/..%2f"])
async def test_a_page_that_is_not_there_says_so_in_swedish(visitor: Visitor, path: str) -> None:
    status, page = await visitor.page(path)
    assert status == 404 and "Sidan finns inte" in page


async def test_a_withdrawn_article_is_gone_at_once(web: Web, visitor: Visitor) -> None:
    content = web.settings.content / "news"
    content.mkdir(parents=True)
    text = (web.settings.data / "news" / f"{ARTICLE}.md").read_text(encoding="utf-8")

    async def status() -> int:
        return (await visitor.page(f"/nyheter/{ARTICLE}"))[0]

    (content / f"{ARTICLE}.md").write_text(text.replace("---\n", "---\nwithdrawn: true\n", 1), encoding="utf-8")
    await until(status, lambda found: found == 404)
    (content / f"{ARTICLE}.md").unlink()
    await until(status, lambda found: found == 200)


@pytest.mark.parametrize(
    "path", ["/", "/chatt", "/kontakt", "/integritet", "/finns-inte", "/health", "/api/conversation", "/api/nej"]
)
async def test_every_answer_is_kept_to_ourselves(visitor: Visitor, path: str) -> None:
    async with visitor.http.get(visitor.url + path) as response:
        headers = response.headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'" and policy["script-src"] == "'self'"
    assert re.fullmatch(r"'self' 'sha256-[\w+/]+='", policy["style-src"])
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"


async def test_pages_ask_no_other_server_for_anything(visitor: Visitor) -> None:
    for path in ("/", "/chatt", "/kontakt", "/integritet"):
        _, page = await visitor.page(path)
        assert not re.findall(r'(?:src|action)="(?!/)[^"]*"|<link[^>]+href="(?!/)[^"]*"', page)


async def test_static_files_are_kept_by_the_browser_under_an_address_of_their_own(visitor: Visitor) -> None:
    _, page = await visitor.page("/chatt")
    address = re.search(r'src="(/static/chat\.js\?v=\w+)"', page)
    assert address
    async with visitor.http.get(visitor.url + address.group(1)) as response:
        assert response.status == 200 and "javascript" in response.headers["Content-Type"]
        assert "max-age" in response.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/widget.js", "/static/chat.css", "/static/page.js"])
async def test_a_script_or_style_is_compressed_and_a_browser_that_has_it_is_told_so(
    visitor: Visitor, path: str
) -> None:
    async with visitor.http.get(visitor.url + path, headers={"Accept-Encoding": "gzip"}) as response:
        assert response.headers["Content-Encoding"] == "gzip"
        whole, small, tag = await response.read(), response.headers["Content-Length"], response.headers["ETag"]
    assert int(small) < len(whole) * 0.6
    async with visitor.http.get(visitor.url + path, headers={"Accept-Encoding": "identity"}) as response:
        assert "Content-Encoding" not in response.headers and await response.read() == whole
    async with visitor.http.get(visitor.url + path, headers={"If-None-Match": f'"old", {tag}'}) as response:
        assert (response.status, await response.read()) == (304, b"")


@pytest.mark.parametrize(
    ("accepted", "compressed"),
    [("gzip, deflate, br", True), ("*", True), ("br", False), ("gzip;q=0", False), ("gzip; q=0.5", True), ("", False)],
)
async def test_a_page_is_compressed_where_the_browser_takes_that(
    visitor: Visitor, accepted: str, compressed: bool
) -> None:
    async with visitor.http.get(f"{visitor.url}/chatt", headers={"Accept-Encoding": accepted}) as response:
        assert (response.headers.get("Content-Encoding") == "gzip") is compressed
        assert response.headers["Vary"] == "Accept-Encoding" and "Har du frågor?" in await response.text()


async def test_the_cookie_is_for_the_session_and_out_of_reach_of_scripts(visitor: Visitor) -> None:
    async with visitor.http.get(f"{visitor.url}/chatt") as response:
        (cookie,) = response.headers.getall("Set-Cookie")
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie
    assert "Max-Age" not in cookie and "expires" not in cookie.lower()


def handed_over(web: Web) -> list[tuple[str, str | None, str]]:
    record, key = engine(web.settings.record_url), load_key(web.settings.home)
    return [(one.question, contact_of(record, key, one.reference), one.reference) for one in list_handovers(record)]


async def test_a_written_question_is_kept_once_and_gets_a_reference(web: Web, visitor: Visitor) -> None:
    _, page = await visitor.page("/kontakt")
    form = {"id": hidden_id(page), "question": "Vem ordnar? Jag är 19121212-1212.", "contact": " Anna.B@example.se "}
    answers = [await (await visitor.submit("/kontakt", **form)).text() for _ in range(2)]
    ((question, contact, reference),) = handed_over(web)
    assert question == "Vem ordnar? Jag är [personnummer]." and contact == "Anna.B@example.se"
    assert all(reference in answer for answer in answers)


@pytest.mark.parametrize(
    ("given", "kept"), [("070-174 06 05", "+46701740605"), ("0046 60 12 34 56", "+4660123456"), ("", None)]
)
async def test_a_telephone_number_or_nothing_is_a_good_contact(
    web: Web, visitor: Visitor, given: str, kept: str | None
) -> None:
    answer = await visitor.submit("/kontakt", id=new_id(), question="Vem ordnar?", contact=given)
    assert answer.status == 200
    assert handed_over(web)[-1][1] == kept


@pytest.mark.parametrize(
    ("fields", "field", "error"),
    [
        ({"question": "Vem ordnar?", "contact": "anna@example"}, "contact", "Skriv en e-postadress"),
        ({"question": "Vem ordnar?", "contact": "070-12"}, "contact", "Skriv en e-postadress"),
        ({"question": "Vem ordnar?", "contact": "ring mig"}, "contact", "Skriv en e-postadress"),
        ({"question": "  ", "contact": "anna@example.se"}, "question", "Skriv din fråga."),
        ({"question": "å" * 1001, "contact": ""}, "question", "högst 1 000 tecken"),
    ],
)
async def test_a_mistake_in_the_contact_form_is_told_at_its_field_and_nothing_typed_is_lost(
    web: Web, visitor: Visitor, fields: dict[str, str], field: str, error: str
) -> None:
    before = handed_over(web)
    answer = await visitor.submit("/kontakt", id=new_id(), **fields)
    page = await answer.text()
    assert answer.status in (400, 413) and f'id="{field}-fel"' in page and error in page
    assert all(value.strip() in page for value in fields.values())
    assert handed_over(web) == before


async def test_danger_in_a_written_question_gets_help_at_once_and_the_question_is_kept(
    web: Web, visitor: Visitor
) -> None:
    answer = await visitor.submit("/kontakt", id=new_id(), question="Min man slår mig. Vad gör ni?", contact="")
    page = await answer.text()
    assert "msg-help" in page and handed_over(web)[-1][2] in page


async def test_a_page_asked_for_in_the_wrong_way_says_so(visitor: Visitor) -> None:
    answer = await visitor.submit("/integritet", text="Hej")
    page = await answer.text()
    assert answer.status == 405 and "Det går inte att göra så" in page and "Sidan finns inte" not in page


async def test_the_address_of_the_receipt_leads_to_the_chat(visitor: Visitor) -> None:
    async with visitor.http.get(f"{visitor.url}/radera", allow_redirects=False) as response:
        assert (response.status, response.headers["Location"]) == (303, "/chatt")


async def test_the_box_says_what_is_asked_for(visitor: Visitor, double: AssistantDouble) -> None:
    double.respond = lambda body: answer_to(body, expects="contact")
    await visitor.submit("/chatt", id=new_id(), text="Jag vill prata med en person")
    assert "Skriv din e-post eller ditt telefonnummer</label>" in (await visitor.page("/chatt"))[1]


async def test_a_redirect_leads_to_the_answer(visitor: Visitor, double: AssistantDouble) -> None:
    await visitor.submit("/chatt", id=new_id(), text="Vem ordnar?")
    _, page = await visitor.page("/chatt")
    (anchored,) = re.findall(r'<li class="msg msg-(\w+)[^>]*id="senaste"', page)
    assert anchored == "bot"


async def test_it_is_said_who_is_responsible_and_where_to_complain(visitor: Visitor) -> None:
    _, page = await visitor.page("/integritet")
    assert "Personuppgiftsansvarig: Kommunförbundet Västernorrland." in page and "https://www.imy.se/" in page


async def test_many_written_questions_from_one_address_are_told_to_wait(tmp_path: Path) -> None:
    """From this machine too, where no proxy says whose they are."""
    with running_web(settings_for(tmp_path, BOT_MESSAGES_A_MINUTE_ADDRESS="3")) as web:
        async with visiting(web.url) as visitor:
            sent = [await visitor.submit("/kontakt", id=new_id(), question="Vem?", contact="") for _ in range(4)]
            assert [answer.status for answer in sent] == [200, 200, 200, 429]
            statuses = []
            for number in range(4):
                async with visiting(web.url) as somebody:
                    statuses.append((await somebody.send(f"Fråga {number}"))[0])
            assert statuses == [202, 202, 202, 429]
            status, body = await visitor.send("å" * 1001)
            assert (status, body["error"]["code"]) == (429, "too_many"), "counted before it is looked at"
            status, body = await visitor.send("Min man slår mig " + "å" * 1001)
            assert status == 413 and "Ring 112" in body["error"]["message"] and "tel:112" in body["help"]["html"]


async def test_the_accessibility_statement_says_what_nobody_has_tested_and_is_one_step_from_every_page(
    visitor: Visitor,
) -> None:
    status, page = await visitor.page("/tillganglighet")
    assert status == 200 and "delvis förenlig" in page
    assert page.count("Ej testat") == page.count('<th scope="row">') > 3
    assert 'href="/kontakt"' in page and "Anmäl bristande tillgänglighet" in page
    for path in ("/", "/chatt", "/kontakt", "/integritet", "/finns-inte"):
        assert 'href="/tillganglighet"' in (await visitor.page(path))[1]
