"""Publishing at the console: who may, what waits, what is said, and what a restart leaves.

How it trains, asks and switches is tested on the real product (tests/browser/test_publishing.py).
"""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
import sqlalchemy as sa

from bot import models
from bot.material.importing import writing
from bot.material.learning import learnt
from bot.material.lessons import Lesson, forget, lessons, teach
from bot.material.model import Article
from bot.material.reading import read_material
from bot.record import accounts, audit, messages, reviews
from bot.settings import Settings
from bot.web.publication import FILE, Publication
from bot.web.publishing import BusyError, Publisher
from bot.web.waiting import waiting
from tests.support.console import Console, at_console
from tests.support.publications import NEW, OLD, model, standing, worse
from tests.support.record_lock import hold_lock
from tests.support.staff import staff
from tests.support.web_server import Web, settings_for
from tests.web.conftest import new_id, until_true

PATH = "/personal/publicera"
LESSON = Lesson("Vem höll i trådarna?", "silence")


@pytest.fixture
def alone(tmp_path: Path) -> Settings:
    """A home of one's own, where no assistant runs."""
    return settings_for(tmp_path)


def publisher(settings: Settings) -> Publisher:
    return Publisher(settings, "secret", lambda: None)


@pytest_asyncio.fixture
async def editor(web: Web, record: sa.engine.Engine) -> AsyncIterator[Console]:
    """An editor, and nothing that was published."""
    (web.settings.home / FILE).unlink(missing_ok=True)
    async with at_console(web.url, record, staff(record, "Eva", "editor")) as console:
        yield console


@pytest.mark.parametrize("role", ["reader", "agent"])
async def test_only_editors_publish(web: Web, record: sa.engine.Engine, role: accounts.Role) -> None:
    async with at_console(web.url, record, staff(record, f"En {role}", role)) as console:
        for status, _ in (
            await console.get(PATH),
            await console.post(f"{PATH}/borja"),
            await console.post(f"{PATH}/ta-bort"),
            await console.get(f"{PATH}/lage"),
        ):
            assert status == 403
        assert PATH not in (await console.get("/personal"))[1]


async def test_before_the_first_model_nothing_is_claimed(editor: Console) -> None:
    _, page = await editor.get(PATH)
    assert "Boten är inte tränad än." in page and "Ingen publicering pågår." in page


async def test_content_that_is_wrong_stops_it_before_any_training(web: Web, editor: Console) -> None:
    wrong = web.settings.content / "news" / "fel.md"
    wrong.parent.mkdir(parents=True, exist_ok=True)
    wrong.write_text("---\ntitel: Fel\n---\n\nText.\n", encoding="utf-8")
    try:
        assert (await editor.post(f"{PATH}/borja"))[0] == 200
        while json.loads((await editor.get(f"{PATH}/lage"))[1])["runs"]:
            pass
        _, page = await editor.get(PATH)
        assert "Det gick inte. Boten svarar som förut." in page and "fel.md:2" in page and "eva@kommun.example" in page
    finally:
        wrong.unlink()


async def test_what_got_worse_is_shown_and_leaving_it_is_logged(
    web: Web, editor: Console, record: sa.engine.Engine
) -> None:
    worse(web.settings)
    _, page = await editor.get(PATH)
    assert "Sämre svar: 1" in page and "Vem är Lotta?" in page and "Projektledare." in page and "(inget svar)" in page
    assert "Publicera ändå" in page and f"{PATH}/borja" not in page
    with hold_lock(web.settings.home):
        assert (await editor.post(f"{PATH}/lat-bli"))[0] == 503
    assert "Publicera ändå" in (await editor.get(PATH))[1], "what the log cannot take is not done"
    status, page = await editor.post(f"{PATH}/lat-bli")
    assert status == 200 and "Ingen publicering pågår." in page
    assert audit.entries(record)[0].what == "boten (lät bli att publicera)"
    for did in ("lat-bli", "anda", "angra"):
        status, page = await editor.post(f"{PATH}/{did}")
        assert status == 200 and "Så här är läget nu." in page
    assert (await editor.post(f"{PATH}/hitta-pa"))[0] == 404


async def test_what_got_worse_is_published_by_who_decides_so_and_can_be_undone(alone: Settings) -> None:
    worse(alone)
    one = publisher(alone)
    await one.publish_anyway("eva")
    await one.wait()
    assert one.now.phase == "done" and models.current(alone.models) == models.file(alone.models, NEW)
    await publisher(alone).undo("eva")  # also by a web that was started anew
    old = models.file(alone.models, OLD)
    assert models.current(alone.models) == models.held(alone.models) == old
    with pytest.raises(BusyError):
        await one.undo("eva")


async def test_words_that_are_taken_away_leave_what_was_taught_in_them(
    web: Web, editor: Console, record: sa.engine.Engine
) -> None:
    settings, words = web.settings, "Hur får vi hjälp av Ozonia Ternström?"
    other = teach(settings.material_folders, Lesson("Vem är Ozonia?", "silence"))
    lesson = teach(settings.material_folders, Lesson(words, "silence"))
    asked = messages.append_visitor(record, new_id(), new_id(), "Kan hon Ozonia  Ternström hjälpa oss?").message
    reviews.judge(record, asked.seq, staff(record, "Lisa", "reader"), False, should_kind="silence", reworded=words)
    models.use(settings.models, made := model(settings, NEW))
    change = {"turns": [words], "change": "better", "before": "", "after": "Nej."}
    models.keep_asked(made, {"of": 1, "right": 1, "right_before": 0, "changes": [change], "wrong": []})
    number = asked.seq
    status, _ = await editor.post(f"/personal/samtal/{number}/ta-bort", words="ozonia ternström")
    assert status == 200 and lessons(settings.content) == (other,)
    kept = [file for folder in (settings.content, settings.models) for file in folder.rglob("*") if file.is_file()]
    assert not [file.name for file in kept if "Ternström" in file.read_text(encoding="utf-8")]
    assert [one.lesson for one in learnt(settings.content)] == [other]
    forget(settings.content, other)
    assert lesson not in lessons(settings.content)


async def test_an_editor_sees_what_was_taught_by_whom_and_where_reviewers_disagree(
    web: Web, editor: Console, record: sa.engine.Engine
) -> None:
    lisa, bo = staff(record, "Lisa", "reader"), staff(record, "Bo")
    words = "Vem höll i trådarna?"
    for by, kind, should in ((lisa, "intent", "greet"), (bo, "silence", None)):
        asked = messages.append_visitor(record, new_id(), new_id(), "Vem styrde?").message
        reviews.judge(record, asked.seq, by, False, should_kind=kind, should=should, reworded=words)
        teach(web.settings.material_folders, Lesson(words, kind, should or ""))
    _, page = await editor.get(PATH)
    assert "Borde inte ha svarat. Inlärt av Bo." in page
    assert "Lisa har sagt något annat om samma fråga. Det som lärdes sist gäller." in page
    await editor.post(f"{PATH}/ta-bort", fraga=words)


async def test_what_was_taught_and_is_answered_wrong_all_the_same_is_shown(web: Web, editor: Console) -> None:
    new = model(web.settings, NEW)
    wrong = [
        {"turns": ["Får man ha höns?"], "after": "Hej då!", "taught": True},
        {"turns": ["Vem är Lotta?"], "after": "Vet inte.", "taught": False},
    ]
    models.keep_asked(new, {"of": 9, "right": 7, "right_before": 7, "changes": [], "wrong": wrong})
    models.use(web.settings.models, new)
    standing(web.settings, Publication("done", by="eva@kommun.example", model=NEW, before=OLD))
    _, page = await editor.get(PATH)
    assert "Inlärt, men svaret är fortfarande fel: 1" in page and "Kontrollfrågor med fel svar: 2" in page
    assert page.index("Får man ha höns?") < page.index("Vem är Lotta?")


async def test_an_editor_takes_back_what_anybody_has_taught(
    web: Web, editor: Console, record: sa.engine.Engine
) -> None:
    teach(web.settings.material_folders, Lesson("Vem höll i <trådarna>?", "silence"))
    _, page = await editor.get(PATH)
    assert "Inlärda frågor: 1" in page and 'value="Vem höll i &lt;trådarna&gt;?"' in page
    _, page = await editor.post(f"{PATH}/ta-bort", fraga="Vem höll i <trådarna>?")
    assert "Frågan är borttagen." in page and "trådarna" not in page
    assert lessons(web.settings.content) == ()
    assert audit.entries(record)[0].what == "boten (tog bort en inlärd fråga)"


async def test_a_training_learns_what_the_model_in_use_has_learnt_and_no_more(alone: Settings) -> None:
    def learns() -> list[str]:
        return [one.lesson.words for one in learnt(alone.content)]

    models.use(alone.models, model(alone, OLD))
    teach(alone.material_folders, LESSON)
    worse(alone)  # the old model is noted anew, with the lesson
    teach(alone.material_folders, Lesson("En till?", "intent", "greet"))
    model(alone, NEW)
    assert learns() == ["En till?", LESSON.words]
    one = publisher(alone)
    await one.resume()
    assert learns() == [LESSON.words], "a publication that was cut off left more"
    await one.publish_anyway("eva")
    await one.wait()
    assert learns() == ["En till?", LESSON.words]
    await one.undo("eva")
    assert learns() == [LESSON.words]


async def test_news_are_not_published_by_themselves_where_somebody_has_decided_or_is_to(alone: Settings) -> None:
    worse(alone)
    one = publisher(alone)
    assert not await one.publish_news("natten")
    await one.drop("eva")
    models.use(alone.models, models.file(alone.models, OLD), hold=True)
    assert not await one.publish_news("natten"), "somebody has chosen the model in use"
    standing(alone, Publication("broken_off", by="eva"))
    assert await one.publish_news("natten"), "nobody has"
    await one.close()


async def test_a_publication_that_web_did_not_survive_is_over_and_the_model_stays(alone: Settings) -> None:
    models.use(alone.models, model(alone, OLD))
    standing(alone, Publication("training", done=3, of=12, by="eva"))
    one = publisher(alone)
    await one.resume()
    assert one.now.phase == "broken_off" and models.current(alone.models) == models.file(alone.models, OLD)


async def test_a_switch_that_web_did_not_survive_is_done_at_the_next_start(alone: Settings) -> None:
    worse(alone)
    standing(alone, Publication("switching", model=NEW, before=OLD))
    one = publisher(alone)
    await one.resume()
    assert one.now.phase == "done" and models.current(alone.models) == models.file(alone.models, NEW)


async def test_two_do_not_publish_at_once(alone: Settings) -> None:
    models.use(alone.models, model(alone, OLD))
    first, second = publisher(alone), publisher(alone)
    await first.begin("eva")
    try:
        for other in (first, second):
            with pytest.raises(BusyError):
                await other.begin("anna")
        assert second.now.by == "eva"
        await until_true(lambda: first.now.phase == "training")  # from then on a new model may come into being
    finally:
        await first.close()
    assert second.now.phase in ("broken_off", "failed")
    held = models.held(alone.models)
    assert models.current(alone.models) == held == models.file(alone.models, OLD), "also where all is started anew"


def test_what_waits_is_what_has_changed_since_the_model_was_trained(alone: Settings) -> None:
    def found() -> tuple[object, ...]:
        waits = waiting(alone, read_material(alone.material_folders)[0])
        return waits.lessons, waits.articles, waits.questions, waits.files

    assert not waiting(alone, read_material(alone.material_folders)[0]).known
    teach(alone.material_folders, LESSON)
    models.use(alone.models, model(alone, OLD))
    assert found() == ((), (), (), ())
    forget(alone.content, LESSON)
    teach(alone.material_folders, Lesson("En ny fråga?", "intent", "greet"))
    news = alone.content / "news"
    news.mkdir()
    (news / "bad.md").write_text("---\ntitle: Nytt bad\n---\n\nBadet är öppet.\n", encoding="utf-8")
    questions = "answered:\n- sentence: Badet\n  questions: är det öppet\n"
    (news / "bad.questions.yml").write_text(questions, encoding="utf-8")
    (alone.content / "nlu" / "egna.yml").write_text('version: "3.1"\n', encoding="utf-8")
    assert found() == (
        (("En ny fråga?", "new"), (LESSON.words, "gone")),
        (("Nytt bad", "new"),),
        (("Nytt bad", "new"),),
        (("nlu/egna.yml", "new"),),
    )


def test_what_holds_at_once_does_not_wait_and_what_has_to_be_learnt_does(alone: Settings) -> None:
    news = alone.content / "news"
    news.mkdir(parents=True)
    for name in ("kurs", "pris", "dold"):
        withdrawn = "withdrawn: true\n" if name == "dold" else ""
        text = f"---\ntitle: {name.capitalize()}\n{withdrawn}published: 2026-03-02\n---\n\nDet är en {name}.\n"
        (news / f"{name}.md").write_text(text, encoding="utf-8")
    models.use(alone.models, model(alone, OLD))

    def waits() -> tuple[tuple[str, str], ...]:
        return waiting(alone, read_material(alone.material_folders)[0]).articles

    def article(slug: str) -> Article:
        found = read_material(alone.material_folders)[0].article(slug)
        assert found is not None
        return found

    folders = alone.material_folders
    writing.withdraw(article("kurs"), folders)
    writing.tell_easily(article("pris"), folders, "Ett pris.\n\nDet är fint.")
    assert waits() == ()
    writing.withdraw(article("kurs"), folders, undo=True)
    writing.tell_easily(article("pris"), folders, "")
    assert waits() == ()
    writing.withdraw(article("dold"), folders, undo=True)
    assert waits() == (("Dold", "new"),), "no model has learnt it"
    writing.describe(article("kurs"), folders, "Kursen", None, "")
    assert waits() == (("Dold", "new"), ("Kursen", "changed"))
    (news / "pris.md").unlink()
    assert waits() == (("Dold", "new"), ("Kursen", "changed"), ("pris", "gone"))
