"""Reviewing over HTTP, as without JavaScript: the list, verdicts, what an answer should have been, labels, notes."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from bot.record import audit, messages, ratings, reviews
from bot.record.database import engine, writing
from bot.record.schema import conversations
from bot.record.schema import messages as rows
from bot.web.rendering import TIME_ZONE
from bot.web.staff.formats import day_in_words
from tests.support.console import Console, at_console
from tests.support.staff import staff
from tests.support.web_server import Web
from tests.web.conftest import new_id

PLACE = "/personal/granska"
ANSWER = {
    "kind": "answer",
    "blocks": [
        {"type": "quote", "text": "Den 26 till 27 april anordnades konferens i Umeå."},
        {"type": "source", "title": "Kompetensutveckling", "url": "/nyheter/kompetensutveckling", "note": ""},
    ],
    "buttons": [],
}
UNDERSTOOD = {
    "intent": "news_question",
    "confidence": 0.4312,
    "runner_up": {"intent": "contact_hours", "confidence": 0.21},
    "decided": {"action": "action_answer", "policy": "RulePolicy"},
    "passages": [
        {"text": "Konferensen i Umeå", "title": "Kompetens", "link": "/nyheter/x", "score": 0.87},
        {"text": "Stiftelsen i Sundsvall", "title": "Stiftelse", "link": "/nyheter/y", "score": 0.004},
    ],
}


@pytest.fixture
def record(web: Web) -> Iterator[sa.engine.Engine]:
    """The record, with no conversation in it."""
    made = engine(web.settings.record_url)
    with writing(made) as connection:
        connection.execute(conversations.delete())
    yield made


def say(
    record: sa.engine.Engine, text: str, who: str = "", *, kind: str = "answer", danger: str | None = None
) -> tuple[str, int]:
    """A visitor's message with the bot's answer: the conversation and the message's number."""
    who = who or new_id()
    written = messages.append_visitor(record, who, new_id(), text, danger=danger)
    messages.append_replies(record, written.message, [ANSWER | {"kind": kind}], understanding=UNDERSTOOD)
    return who, written.message.seq


def lines(page: str) -> list[str]:
    return re.findall(r'<span class="q">(.*?)</span>', page)


async def test_a_reader_sees_the_list_narrows_it_and_goes_from_page_to_page(web: Web, record: sa.engine.Engine) -> None:
    for number in range(27):
        say(record, f"Fråga nummer {number} om kursen?")
    who, seq = say(record, "Vad blir det för väder?", kind="unknown")
    ratings.rate(record, who, seq + 1, False)
    async with at_console(web.url, record, staff(record, "Lisa", "reader")) as lisa:
        _, page = await lisa.get(PLACE)
        assert lines(page)[0] == "Vad blir det för väder?" and len(lines(page)) == 25
        assert "hjälpte inte" in page and "utan svar" in page and "43\N{NO-BREAK SPACE}% säker" in page
        assert '<p class="count">28 samtal</p>' in page
        (older,) = re.findall(r'href="(/personal/granska\?efter=[\d.]+)"', page)
        _, second = await lisa.get(older)
        assert len(lines(second)) == 3 and not set(lines(second)) & set(lines(page))
        (newer,) = re.findall(r'href="(/personal/granska\?fore=[\d.]+)"', second)
        assert lines((await lisa.get(newer))[1]) == lines(page)
        _, page = await lisa.get(f"{PLACE}?ord=vädret&obesvarat=1&granskat=nej")
        assert lines(page) == ["Vad blir det för väder?"] and "Rensa urvalet" in page
        assert '<p class="count">1 samtal</p>' in page
        assert 'name="obesvarat" value="1" checked' in page and 'value="vädret"' in page
        _, page = await lisa.get(f"{PLACE}?ord=finnsinte&fran=2020-13-45&efter=x.y&amne=%25")
        assert lines(page) == [] and "Inget samtal stämmer med urvalet." in page
        status, page = await lisa.get(f"{PLACE}?fran=2026-11-02&till=2026-11-01")
        assert status == 400 and "Den första dagen är efter den sista. Byt plats på dem." in page
        assert "Inget samtal stämmer" not in page
        (href,) = re.findall(rf'href="({PLACE}/\d+\?[^"]*)"', (await lisa.get(f"{PLACE}?ord=vädret"))[1])
        assert (await lisa.get(href.replace("&amp;", "&")))[0] == 200


async def test_the_conversation_shows_why_the_bot_did_what_it_did_and_who_read_is_logged(
    web: Web, record: sa.engine.Engine
) -> None:
    who, seq = say(record, "När var konferensen?")
    _, later = say(record, "Och var?", who)
    async with at_console(web.url, record, staff(record, "Lisa", "reader")) as lisa:
        status, page = await lisa.get(f"{PLACE}/{later}")
        assert status == 200 and f'id="m-{seq}"' in page and f'id="m-{later}"' in page, "by any of its messages"
        for words in (
            "fråga om en nyhet, 43\N{NO-BREAK SPACE}% säker",
            "öppettider, 21\N{NO-BREAK SPACE}% säker",
            "Konferensen i Umeå",
            "0,87",
            "letade svar i nyheterna (en regel)",
        ):
            assert words in page
        assert "Stiftelsen" not in page, "a passage that has nothing of it was not weighed"
        assert page.count('value="ratt"') == 2
        assert (await lisa.get(f"{PLACE}/999999"))[0] == 404
    assert any(entry.did == "read" and entry.what == f"samtal {seq}" for entry in audit.entries(record))


async def test_a_conversation_has_its_date_at_the_top_and_where_the_day_changes(
    web: Web, record: sa.engine.Engine
) -> None:
    who, seq = say(record, "När var konferensen?")
    with writing(record) as connection:  # by local time it is a day later than by UTC
        connection.execute(rows.update().values(created=datetime(2026, 10, 31, 23, 30, tzinfo=UTC)))
    _, later = say(record, "Och var?", who)
    today = datetime.now(TIME_ZONE).date()
    async with at_console(web.url, record, staff(record, "Lisa")) as lisa:
        for path in (f"{PLACE}/{seq}", f"/personal/samtal/{seq}"):
            _, page = await lisa.get(path)
            found = re.findall(r'id="m-(\d+)"[^>]*>\s*<p class="day"><time datetime="([^"]+)">([^<]+)</time>', page)
            assert found == [
                (str(seq), "2026-11-01", "1 november 2026"),
                (str(later), today.isoformat(), day_in_words(today)),
            ]


async def test_a_verdict_is_asked_for_below_the_whole_answer_and_says_what_it_answered(
    web: Web, record: sa.engine.Engine
) -> None:
    who = new_id()
    asked, silent = (messages.append_visitor(record, who, new_id(), text).message for text in ("Var var den?", "Jaha"))
    parts = messages.append_replies(record, asked, [ANSWER, ANSWER | {"kind": "more"}], understanding=UNDERSTOOD)
    messages.append_replies(record, silent, [], understanding=UNDERSTOOD)
    async with at_console(web.url, record, staff(record, "Lisa", "reader")) as lisa:
        _, page = await lisa.get(f"{PLACE}/{asked.seq}")
    assert re.findall(r'id="((?:m|omdome)-\d+)"', page) == [
        *(f"m-{asked.seq}", f"m-{silent.seq}", f"omdome-{silent.seq}"),
        *(f"m-{part.seq}" for part in parts),
        f"omdome-{asked.seq}",
    ]
    said = re.findall(r'<h2 [^>]*id="omdome-\d+">(.*?)</h2>', page)
    assert said == ["Boten svarade inte på ”<bdi>Jaha</bdi>”", "Svaret på ”<bdi>Var var den?</bdi>”"]


async def test_two_reviewers_judge_and_see_each_other(web: Web, record: sa.engine.Engine) -> None:
    _, seq = say(record, "När var konferensen?")
    async with (
        at_console(web.url, record, staff(record, "Lisa", "reader")) as lisa,
        at_console(web.url, record, staff(record, "Bo")) as bo,
    ):
        await judge(lisa, seq, "ratt")
        _, page = await bo.get(f"{PLACE}/{seq}")
        assert "<li>Lisa: Rätt.</li>" in page and 'aria-pressed="true"' not in page
        _, page = await judge(bo, seq, "fel")
        assert 'value="fel" aria-keyshortcuts="f" aria-pressed="true"' in page and "Vad borde boten ha gjort?" in page
        await should(bo, seq, borde="intent", avsikt="contact_address")
        _, page = await lisa.get(f"{PLACE}/{seq}")
        assert "<li>Bo: Fel. Borde ha förstått: adress.</li>" in page
        _, page = await judge(bo, seq, "angra")
        assert "Bo: Fel" not in (await lisa.get(f"{PLACE}/{seq}"))[1]
        assert "1 rätt" in (await lisa.get(PLACE))[1]


async def judge(console: Console, seq: int, verdict: str) -> tuple[int, str]:
    return await console.post(f"{PLACE}/{seq}/omdome", meddelande=str(seq), svar=verdict)


async def should(console: Console, seq: int, **fields: str) -> tuple[int, str]:
    return await console.post(f"{PLACE}/{seq}/borde", meddelande=str(seq), **fields)


async def test_a_passage_is_found_by_other_words(web: Web, record: sa.engine.Engine) -> None:
    _, seq = say(record, "Hej?")
    async with at_console(web.url, record, staff(record, "Lisa", "reader")) as lisa:
        await judge(lisa, seq, "fel")
        _, page = await lisa.get(f"{PLACE}/{seq}?oppna={seq}")
        assert "Inget i nyheterna liknar frågan." in page
        _, page = await lisa.get(f"{PLACE}/{seq}?oppna={seq}&sok=Malin+Rönnblom+professor")
        order = [
            page.index(part) for part in ("Malin Rönnblom", 'value="missing"', 'value="silence"', 'value="intent"')
        ]
        assert order == sorted(order) and 'value="Malin Rönnblom professor"' in page


async def test_few_passages_are_offered_before_anybody_searches_and_none_that_is_hardly_like_the_question(
    web: Web, record: sa.engine.Engine
) -> None:
    _, near = say(record, "Vilken konferens om kompetensutveckling var det i Umeå?")
    _, far = say(record, "Kan hunden bada vid badplatsen hela hösten eller finns konferens?")
    async with at_console(web.url, record, staff(record, "Lisa", "reader")) as lisa:
        _, page = await judge(lisa, near, "fel")
        assert 1 <= page.count('value="svar:') <= 4
        _, page = await lisa.get(f"{PLACE}/{near}?oppna={near}&sok=konferens+kompetens+utbildning+samordnare")
        assert page.count('value="svar:') > 4, "who searches sees more"
        _, page = await judge(lisa, far, "fel")
        assert 'value="svar:' not in page and "Inget i nyheterna liknar frågan." in page


async def test_without_javascript_a_search_keeps_what_is_typed_and_a_page_with_an_error_can_be_loaded_again(
    web: Web, record: sa.engine.Engine
) -> None:
    who, seq = say(record, "Hej?")
    async with at_console(web.url, record, staff(record, "Lisa", "reader")) as lisa:
        await judge(lisa, seq, "fel")
        typed = {"borde": "intent", "avsikt": "contact_address", "fraga": "Var finns ni?", "lista": "ord=hej"}
        status, page = await should(lisa, seq, **(typed | {"letar": "1", "sok": "Malin Rönnblom"}))
        assert status == 200 and "Malin Rönnblom" in page and 'value="ord=hej"' in page
        assert ">\nVar finns ni?</textarea>" in page and 'value="contact_address" selected' in page
        assert re.search(r'value="intent"[^>]* checked', page)
        assert reviews.verdicts_of(record, who)[seq][0].should_kind is None
        status, page = await lisa.get(f"{PLACE}/{seq}/borde?ord=hej")
        assert status == 200 and f"Granska samtal {seq}</h1>" in page and 'value="ord=hej"' in page


async def test_reviewed_and_saved_lead_to_the_next_one_of_the_list(web: Web, record: sa.engine.Engine) -> None:
    numbers = [say(record, f"Fråga {number} om kursen?")[1] for number in range(3)]
    say(record, "Något annat?")
    first, second, third = reversed(numbers)
    async with at_console(web.url, record, staff(record, "Lisa", "reader")) as lisa:
        _, page = await lisa.post(f"{PLACE}/{first}/granskad", lista="ord=kursen&granskat=nej")
        assert f"Granska samtal {second}</h1>" in page and 'name="lista" value="ord=kursen"' in page
        _, page = await lisa.post(f"{PLACE}/{second}/senare", lista="ord=kursen")
        assert f"Granska samtal {third}</h1>" in page
        _, page = await lisa.get(f"{PLACE}/{third}/foregaende?ord=kursen")
        assert f"Granska samtal {second}</h1>" in page and "Sparat till senare, för alla som granskar" in page
        _, page = await lisa.post(f"{PLACE}/{third}/granskad", lista="ord=kursen")
        assert "<h1>Granska samtal</h1>" in page and lines(page) == ["Fråga 1 om kursen?"], "it was the last one"
        assert "Det var det sista i listan." in page
        _, page = await lisa.get(f"{PLACE}/{second}/foregaende?ord=kursen")
        assert "Det var det första i listan." in page
        assert lines((await lisa.get(f"{PLACE}?sparat=1"))[1]) == ["Fråga 1 om kursen?"]
        _, page = await lisa.get(f"{PLACE}?granskat=ja&ord=kursen")
        assert len(lines(page)) == 2 and "granskat av Lisa" in page
        _, page = await lisa.post(f"{PLACE}/{first}/granskad", svar="nej")
        assert f"Granska samtal {first}</h1>" in page and "Granskat av" not in page
        assert (await lisa.get(f"{PLACE}/{first}/vidare"))[0] in (404, 405)


async def test_a_verdict_names_an_article_that_is_withdrawn_and_not_by_its_address_one_that_is_gone(
    web: Web, record: sa.engine.Engine
) -> None:
    _, seq = say(record, "När var konferensen?")
    bo = staff(record, "Bo")
    async with at_console(web.url, record, staff(record, "Eva", "editor")) as eva:
        _, page = await eva.get("/personal/innehall")
        slug, title = re.findall(r'href="/personal/innehall/(kompetens[^"/?]+)"[^>]*>(.*?)</a>', page)[0]
        await eva.post(f"/personal/innehall/{slug}/dra-tillbaka")
        try:
            for should_be, words in (
                (f"{slug}:0", f"Borde ha svarat från: {title}."),
                ("hundrastgard-i-parken:0", "Borde ha svarat från: en artikel som är borttagen."),
            ):
                reviews.judge(record, seq, bo, False, should_kind="passage", should=should_be)
                assert words in (await eva.get(f"{PLACE}/{seq}"))[1]
        finally:
            await eva.post(f"/personal/innehall/{slug}/ta-tillbaka")


async def test_labels_and_notes_and_keys_that_are_off(web: Web, record: sa.engine.Engine) -> None:
    who, seq = say(record, "När var konferensen?")
    async with at_console(web.url, record, staff(record, "Lisa", "reader")) as lisa:
        _, page = await lisa.post(f"{PLACE}/{seq}/etikett", etikett="Öppettider")
        assert 'name="bort" value="öppettider"' in page
        _, page = await lisa.get(f"{PLACE}?etikett=öppettider")
        assert len(lines(page)) == 1 and "etikett: öppettider" in page
        _, page = await lisa.post(f"{PLACE}/{seq}/etikett", bort="öppettider")
        assert 'name="bort"' not in page
        status, page = await lisa.post(f"{PLACE}/{seq}/etikett", etikett=" ")
        assert status == 400 and "Skriv en etikett." in page
        status, page = await lisa.post(f"{PLACE}/{seq}/etikett", etikett="x" * 41)
        assert status == 400 and "Etiketten är för lång. Korta den till högst 40 tecken." in page and "x" * 41 in page
        assert reviews.labels_of(record, who) == []
        _, page = await lisa.post(f"{PLACE}/{seq}/anteckna", note="Kolla med Bo")
        assert "Kolla med Bo" in page
        assert 'data-keys="1"' in page
        _, page = await lisa.post(f"{PLACE}/{seq}/tangenter", svar="av")
        assert 'data-keys="0"' in page and "Slå på snabbtangenterna" in page
        await lisa.post(f"{PLACE}/{seq}/tangenter", svar="pa")


async def test_a_conversation_that_its_visitor_erased_is_told_as_gone(web: Web, record: sa.engine.Engine) -> None:
    _, seq = say(record, "När var konferensen?")
    async with at_console(web.url, record, staff(record, "Lisa", "reader")) as lisa:
        await lisa.get(f"{PLACE}/{seq}")
        with writing(record) as connection:
            connection.execute(conversations.delete())
        status, page = await judge(lisa, seq, "ratt")
        assert status == 404 and "Samtalet finns inte." in page
