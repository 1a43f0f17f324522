"""What reviewers teach: files that the training and the evaluation read, and that a person can."""

import json
from pathlib import Path

import pytest
import yaml

from bot.evaluate.cases import read_cases
from bot.material.checking import problems
from bot.material.learning import from_data, learn, learnt, to_data
from bot.material.lessons import Lesson, LessonError, forget, lessons, taught, teach
from bot.material.reading import read_material
from tests.material.conftest import Folder

ARTICLE = """---
title: Ny simhall
---

Simhallen öppnar den 3 maj. Den har sex banor.

Bygget kostade "bara" 40 miljoner: kronor.
"""
Folders = tuple[Path, Path]


@pytest.fixture
def folders(folder: Folder, content: Folder) -> Folders:
    folder.write("news/simhall.md", ARTICLE)
    folder.write("news/simhall.questions.yml", "answered:\n- sentence: Den har\n  questions: hur många banor\n")
    content.path.mkdir()
    return folder.path, content.path


def files(folders: Folders) -> dict[str, str]:
    found = (path for path in folders[1].rglob("*") if path.is_file() and not path.name.startswith("."))
    return {path.relative_to(folders[1]).as_posix(): path.read_text(encoding="utf-8") for path in found}


def publish(folders: Folders) -> None:
    learn(folders[1], taught(folders[1]))


def asked(folders: Folders) -> dict[str, str]:
    """What answers each question, as the training reads it once somebody has published."""
    publish(folders)
    material, wrong = read_material(folders)
    assert not wrong
    return {question: one.id for one in material.asked for question in one.questions}


def test_a_question_with_its_passage_is_an_example_a_question_about_the_article_and_a_conversation(
    folders: Folders,
) -> None:
    kept = teach(folders, Lesson("  Vad gick\nkalaset loss på? ", "passage", "simhall:1:0"))
    assert kept.words == "Vad gick kalaset loss på?"
    assert asked(folders) == {"hur många banor": "simhall:0:1", kept.words: "simhall:1:0"}, "nothing is shadowed"
    examples = yaml.safe_load(files(folders)["nlu/taught.yml"])
    assert examples["nlu"] == [{"intent": "news_question", "examples": f"- {kept.words}\n"}]
    (case,) = read_cases(folders[1] / "conversations/taught.jsonl")
    assert case.turns == (kept.words,)
    assert case.expect.holds_in('”Bygget kostade "bara" 40 miljoner: kronor.” Ny simhall')
    assert not case.expect.holds_in("Den har sex banor. Ny simhall")
    assert lessons(folders[1]) == (kept,)


def test_a_question_with_its_article_is_answered_by_the_sentence_that_has_most_of_its_words(folders: Folders) -> None:
    teach(folders, Lesson("När får man bada i simhallen som öppnar?", "article", "simhall"))
    assert asked(folders)["När får man bada i simhallen som öppnar?"] == "simhall:0:0"


def test_what_is_not_to_be_answered_is_a_question_that_the_article_does_not_answer(folders: Folders) -> None:
    teach(folders, Lesson("Vad kostar ett kort?", "missing", "simhall"))
    teach(folders, Lesson("Vem vinner VM?", "silence", "simhall"))
    teach(folders, Lesson("Var är bussen?", "silence"))
    found = asked(folders)
    assert found["Vad kostar ett kort?"] == found["Vem vinner VM?"] == ""
    teach(folders, Lesson("Får man ha hund där?", "missing"))
    publish(folders)
    asked_for, other = yaml.safe_load(files(folders)["nlu/taught.yml"])["nlu"]
    assert asked_for == {"intent": "news_question", "examples": "- Får man ha hund där?\n"}, "no small talk"
    assert other == {"intent": "other", "examples": "- Var är bussen?\n- Vem vinner VM?\n"}
    for case in read_cases(folders[1] / "conversations/taught.jsonl"):
        assert case.expect.unknown is True


def test_an_intent_is_taught_by_an_example_and_brackets_of_the_reviewer_are_no_entity(folders: Folders) -> None:
    teach(folders, Lesson("Kan [någon](name) ringa {mig}?", "intent", "hand_over"))
    publish(folders)
    assert "- Kan någon(name) ringa mig?\n" in files(folders)["nlu/taught.yml"]
    (case,) = read_cases(folders[1] / "conversations/taught.jsonl")
    assert case.expect.intent == "hand_over"


def test_what_is_personal_is_masked(folders: Folders) -> None:
    teach(folders, Lesson("Ring 070-174 06 05, när öppnar det?", "passage", "simhall:0:0"))
    publish(folders)
    assert all("174 06" not in text for text in files(folders).values())
    assert lessons(folders[1])[0].words == "Ring [telefonnummer], när öppnar det?"


def test_characters_that_no_file_of_yaml_may_hold_are_left_out(folders: Folders) -> None:
    kept = teach(folders, Lesson("Vad är barn\x92s\uffff rätt\x00?", "passage", "simhall:0:0"))
    assert kept.words == "Vad är barns rätt?"
    assert asked(folders)[kept.words] == "simhall:0:0"
    assert yaml.safe_load(files(folders)["nlu/taught.yml"])["nlu"][0]["examples"] == "- Vad är barns rätt?\n"


def test_the_order_of_teaching_is_not_seen_and_teaching_again_changes_nothing(folders: Folders) -> None:
    some = [
        Lesson("Åker bussen dit?", "missing", "simhall"),
        Lesson("hur lång är kön", "missing", "simhall"),
        Lesson("Ring mig", "intent", "hand_over"),
        Lesson("Får man plats?", "passage", "simhall:0:1"),
    ]
    for lesson in some:
        teach(folders, lesson)
    publish(folders)
    once = files(folders)
    stamps = [(folders[1] / name).stat().st_mtime_ns for name in once]
    for lesson in reversed(some):
        teach(folders, lesson)
    publish(folders)
    assert files(folders) == once
    assert [(folders[1] / name).stat().st_mtime_ns for name in once] == stamps
    for lesson in some:
        forget(folders[1], lesson)
    publish(folders)
    assert files(folders) == {}
    for lesson in reversed(some):
        teach(folders, lesson)
    publish(folders)
    assert files(folders) == once


def test_what_is_taught_or_taken_back_waits_until_somebody_publishes(folders: Folders) -> None:
    first = teach(folders, Lesson("Får man plats?", "passage", "simhall:0:1"))
    assert set(files(folders)) == {"conversations/taught.jsonl"} and learnt(folders[1]) == ()
    publish(folders)
    published = files(folders)
    forget(folders[1], first)
    teach(folders, Lesson("Ring mig", "intent", "hand_over"))
    waiting = files(folders)
    assert {name for name in waiting if waiting[name] != published[name]} == {"conversations/taught.jsonl"}
    assert [one.lesson for one in learnt(folders[1])] == [first]


def test_the_files_can_be_made_again_of_what_is_kept_beside_a_model(folders: Folders) -> None:
    for lesson in (
        Lesson("Får man plats?", "passage", "simhall:0:1"),
        Lesson("Vad kostar ett kort?", "missing", "simhall"),
    ):
        teach(folders, lesson)
    publish(folders)
    published, kept = files(folders), json.loads(json.dumps(to_data(learnt(folders[1]))))
    learn(folders[1], ())
    assert set(files(folders)) == {"conversations/taught.jsonl"}
    learn(folders[1], from_data(kept))
    assert files(folders) == published


def test_the_same_words_taught_otherwise_replace_what_was_taught_before(folders: Folders) -> None:
    teach(folders, Lesson("Får man plats?", "passage", "simhall:0:1"))
    teach(folders, Lesson("Får man plats?", "missing", "simhall"))
    assert [lesson.should_kind for lesson in lessons(folders[1])] == ["missing"]
    publish(folders)
    assert "nlu/taught.yml" not in files(folders)


def test_what_was_taught_of_a_sentence_that_is_gone_waits_and_is_no_mistake_of_the_material(folders: Folders) -> None:
    teach(folders, Lesson("Får man plats?", "passage", "simhall:0:1"))
    (folders[0] / "news/simhall.questions.yml").unlink()
    (folders[0] / "news/simhall.md").write_text(ARTICLE.replace("sex", "åtta"), encoding="utf-8")
    assert asked(folders) == {} and not problems(folders, whole=False)
    (folders[0] / "news/simhall.md").unlink()
    assert not problems(folders, whole=False)
    (folders[0] / "news/simhall.md").write_text(ARTICLE, encoding="utf-8")
    assert asked(folders) == {"Får man plats?": "simhall:0:1"}


@pytest.mark.parametrize(
    "lesson",
    [
        Lesson(" ", "intent", "greet"),
        Lesson("a" * 301, "intent", "greet"),
        Lesson("Hjälp", "intent", "danger"),
        Lesson("Hjälp", "intent", "greet\n- x"),
        Lesson("Hjälp", "article", "borta"),
        Lesson("Hjälp", "passage", "simhall:7:0"),
        Lesson("Hjälp", "passage", "../simhall"),
        Lesson("Hjälp", "missing", "borta"),
    ],
)
def test_what_cannot_be_taught_is_refused_and_nothing_is_written(folders: Folders, lesson: Lesson) -> None:
    with pytest.raises(LessonError):
        teach(folders, lesson)
    assert files(folders) == {}


def test_a_line_that_somebody_broke_is_named_and_not_lost(folders: Folders) -> None:
    file = folders[1] / "conversations/taught.jsonl"
    teach(folders, Lesson("Får man plats?", "passage", "simhall:0:1"))
    broken = file.read_text(encoding="utf-8") + "{\n"
    file.write_text(broken, encoding="utf-8")
    with pytest.raises(LessonError, match=r"taught\.jsonl:2"):
        teach(folders, Lesson("Ring mig", "intent", "hand_over"))
    assert file.read_text(encoding="utf-8") == broken
    assert json.loads(broken.splitlines()[0])["turns"] == ["Får man plats?"]
