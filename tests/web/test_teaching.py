"""What reviewers teach by their verdicts: in their own words, until they change their mind, and never the visitors'."""

import json
import re

import sqlalchemy as sa

from bot.material import lessons
from bot.record import audit, messages, reviews
from bot.settings import Settings
from tests.support.console import at_console
from tests.support.staff import staff
from tests.support.web_server import Web
from tests.web.conftest import new_id
from tests.web.test_reviewing import judge, record, say, should

__all__ = ["record"]  # a fixture


async def test_a_wrong_answer_teaches_the_reviewers_words_and_never_the_visitors(
    web: Web, record: sa.engine.Engine, settings: Settings
) -> None:
    who, seq = say(record, "När var konferensen i Umeå?")
    account = staff(record, "Lisa", "reader")
    async with at_console(web.url, record, account) as lisa:
        _, page = await judge(lisa, seq, "fel")
        (slug,) = {choice.partition(":")[0] for choice in re.findall(r'value="svar:([^"]+)"', page)}
        chosen = next(c for c in re.findall(r'value="svar:([^"]+:\d+)"', page))
        assert ">\nNär var konferensen i Umeå?</textarea>" in page, "to be reworded"
        for wrong, said in (
            ({"borde": ""}, "Välj vad boten borde ha gjort."),
            ({"borde": "svar:finns:9", "fraga": "Vilka dagar?"}, "Välj vad boten borde ha gjort."),
            ({"borde": f"svar:{chosen}", "fraga": "x" * 301}, "högst 300 tecken"),
        ):
            status, page = await should(lisa, seq, **wrong)
            assert status == 400 and said in page and "<title>Fel: " in page, wrong
            assert wrong.get("fraga", "") in page
        for same in ("när var  KONFERENSEN i umeå", ""):
            _, page = await should(lisa, seq, borde=f"svar:{chosen}", fraga=same)
            assert "Boten lär sig inget av det här. Skriv om frågan så lär den sig." in page
            assert taught(settings) == [] and reviews.verdicts_of(record, who)[seq][0].reworded is None
        _, page = await should(lisa, seq, borde=f"svar:{chosen}", fraga="Vilka dagar är mötet? Ring 070-174 06 05")
        assert "Boten lär sig inget av det här." not in page
        masked = "Vilka dagar är mötet? Ring [telefonnummer]"
        (verdict,) = reviews.verdicts_of(record, who)[seq]
        assert (verdict.should_kind, verdict.should, verdict.reworded) == ("passage", chosen, masked)
        assert taught(settings) == [(masked, "passage", chosen)]
        assert "När var konferensen" not in (settings.content / lessons.FILE).read_text()
        await should(lisa, seq, borde=f"svar:{slug}", fraga="Vilka datum gäller?")
        assert taught(settings) == [("Vilka datum gäller?", "article", slug)], "what is changed is not taught twice"
        await should(lisa, seq, borde="missing")
        assert taught(settings) == [] and reviews.verdicts_of(record, who)[seq][0].reworded is None
        await should(lisa, seq, borde="silence", fraga="Vad tycker du om sport?")
        assert len(taught(settings)) == 1
        await judge(lisa, seq, "ratt")
        assert taught(settings) == [], "what is right teaches nothing"
    assert not [entry for entry in audit.entries(record) if "konferens" in entry.what.lower()]


async def test_a_lesson_goes_by_a_change_of_mind_alone_and_that_is_said(
    web: Web, record: sa.engine.Engine, settings: Settings
) -> None:
    who, seq = say(record, "När var konferensen i Umeå?")
    async with at_console(web.url, record, staff(record, "Lisa", "reader")) as lisa:
        await judge(lisa, seq, "fel")
        for change in ("ratt", "angra"):
            await should(lisa, seq, borde="silence", fraga="Vilka dagar är mötet?")
            before = reviews.verdicts_of(record, who)
            _, page = await judge(lisa, seq, "fel")
            assert reviews.verdicts_of(record, who) == before and len(taught(settings)) == 1, "pressed once too often"
            assert 'value="silence" id="borde" checked' in page and ">\nVilka dagar är mötet?</textarea>" in page
            _, page = await judge(lisa, seq, change)
            assert taught(settings) == [] and "Det du lärde boten här är borttaget." in page
            _, page = await judge(lisa, seq, change)
            assert "Det du lärde boten" not in page


async def test_what_is_nearly_the_visitors_words_is_not_taught(
    web: Web, record: sa.engine.Engine, settings: Settings
) -> None:
    _, seq = say(record, "Min man Bengt i Sollefteå slutade dricka förra året, vad finns det för stöd?")
    async with at_console(web.url, record, staff(record, "Lisa", "reader")) as lisa:
        await judge(lisa, seq, "fel")
        for nearly in (
            "Hej, min man Bengt i Sollefteå slutade dricka förra året, vad finns det för stöd?",
            "min man bengt i sollefteå slutade",
        ):
            status, page = await should(lisa, seq, borde="silence", fraga=nearly)
            assert status == 400 and "Det är nästan besökarens egna ord." in page and nearly in page
        assert taught(settings) == []
        await should(lisa, seq, borde="silence", fraga="Finns det stöd för den som har slutat dricka?")
        assert [words for words, *_ in taught(settings)] == ["Finns det stöd för den som har slutat dricka?"]
        await judge(lisa, seq, "angra")


async def test_what_two_have_taught_stays_until_both_have_taken_it_back(
    web: Web, record: sa.engine.Engine, settings: Settings
) -> None:
    (_, one), (_, other) = say(record, "När var det?"), say(record, "Vilken dag då?")
    async with (
        at_console(web.url, record, staff(record, "Lisa", "reader")) as lisa,
        at_console(web.url, record, staff(record, "Bo")) as bo,
    ):
        for console, seq in ((lisa, one), (bo, other)):
            await judge(console, seq, "fel")
            await should(console, seq, borde="silence", fraga="Vilket datum var mötet?")
        await judge(bo, other, "angra")
        assert len(taught(settings)) == 1
        await judge(lisa, one, "angra")
        assert taught(settings) == []


async def test_what_was_taught_is_forgotten_where_the_conversation_turns_out_to_be_about_danger(
    web: Web, record: sa.engine.Engine, settings: Settings
) -> None:
    wrong = settings.content / "news" / "fel.md"
    who, seq = say(record, "Vart vänder jag mig?")
    async with at_console(web.url, record, staff(record, "Eva", "editor")) as eva:
        await judge(eva, seq, "fel")
        await should(eva, seq, borde="silence", fraga="Vilka ska man vända sig till?")
        assert len(taught(settings)) == 1
        messages.append_visitor(record, who, new_id(), "Min man slår mig", danger="violence")
        wrong.parent.mkdir(parents=True, exist_ok=True)
        wrong.write_text("---\ntitel: Fel\n---\n\nText.\n", encoding="utf-8")  # it ends before any training
        try:
            await eva.post("/personal/publicera/borja")
            assert taught(settings) == []
            while json.loads((await eva.get("/personal/publicera/lage"))[1])["runs"]:
                pass
        finally:
            wrong.unlink()


def taught(settings: Settings) -> list[tuple[str, str, str]]:
    return [(one.words, one.should_kind, one.should) for one in lessons.lessons(settings.content)]


async def test_no_example_is_asked_for_where_somebody_may_be_in_danger(
    web: Web, record: sa.engine.Engine, settings: Settings
) -> None:
    who, seq = say(record, "Min man slår mig", danger="violence")
    async with at_console(web.url, record, staff(record, "Lisa", "reader")) as lisa:
        _, page = await judge(lisa, seq, "fel")
        assert "Därför lär sig boten inget av det." in page and 'name="fraga"' not in page
        _, page = await should(lisa, seq, borde="missing", fraga="Vem hjälper den som blir slagen?")
        assert "Skriv om frågan" not in page
    assert reviews.verdicts_of(record, who)[seq][0].reworded is None and taught(settings) == []
