"""What is written is sound: an article that changes takes no editor's questions with it, and no file is half of one."""

from datetime import date

from bot.benchmark.news_site import NewsSite, Page, article_page
from bot.material.checking import facts_older_than

from .conftest import COURSE, Installation, replaced

QUESTIONS = """\
# Frågor om kursen.
answered:
- sentence: Kursen börjar den 3 mars
  questions: |
    När är kursen?

- sentence: Det finns 24 platser
  questions: |
    Hur många får vara med?
    hur många platser

not_answered: |
  Vad kostar den?
"""


def test_questions_whose_sentence_is_gone_are_set_aside_and_nothing_is_lost(
    site: NewsSite, installation: Installation
) -> None:
    installation.sync(site)
    path = installation.write("news/ny-kurs.questions.yml", QUESTIONS)
    assert installation.problems() == []
    replaced(site, "ny-kurs", "Kursen börjar den 3 mars", "Kursen börjar den 10 mars")
    changes = installation.plan(_look(site, installation))
    (written,) = installation.apply(changes, date(2026, 12, 1))
    assert (written.problem, written.orphans) == ("", 1)
    assert installation.problems() == []
    text = path.read_text()
    assert "# 2026-12-01: meningen finns inte längre i artikeln.\n# - sentence: Kursen börjar den 3 mars\n" in text
    assert "#     När är kursen?\n\n- sentence: Det finns 24 platser\n" in text
    asked = [one for one in installation.material.asked if one.sentence]
    assert [one.questions for one in asked] == [("Hur många får vara med?", "hur många platser")]
    replaced(site, "ny-kurs", "Det finns 24 platser", "Platserna är slut")
    installation.apply(installation.plan(_look(site, installation)))
    assert installation.problems() == []
    assert "# - sentence: Det finns 24 platser" in path.read_text()
    assert [one.questions for one in installation.material.asked] == [("Vad kostar den?",)]


def test_what_an_editor_wrote_beside_the_text_is_kept_when_it_changes(
    site: NewsSite, installation: Installation
) -> None:
    installation.sync(site)
    path = installation.folders[1] / "news" / "ny-kurs.md"
    own = "lattlast: Det är en kurs.\nsuggestions: |\n  När är kursen?\n  Vem får gå den?\nimported:"
    path.write_text(path.read_text().replace("imported:", own))
    replaced(site, "ny-kurs", "3 mars", "10 mars")
    installation.sync(site)
    article = installation.material.article(COURSE.slug)
    assert article is not None
    assert (article.lattlast, article.suggestions) == ("Det är en kurs.", ("När är kursen?", "Vem får gå den?"))
    assert "suggestions: |\n  När är kursen?\n  Vem får gå den?\n" in path.read_text()


def test_a_contact_that_nobody_looked_up_for_half_a_year_is_listed(site: NewsSite, installation: Installation) -> None:
    people = "<p>Anna Berg, projektledare<br>060-12 34 56</p>"
    site.pages["/nyheter/ny-kurs/"] = Page(article_page(COURSE, people).encode())
    installation.sync(site)
    assert facts_older_than(installation.material, today=date(2027, 5, 1)) == []
    (old,) = facts_older_than(installation.material, today=date(2027, 6, 1))
    assert (old.value, old.path.name) == ("projektledare, Anna Berg, 060-12 34 56", "ny-kurs.md")
    assert "name: Anna Berg" in old.path.read_text().split("\n")[old.line]


def test_a_text_that_looks_like_markup_stays_what_it_is(installation: Installation, site: NewsSite) -> None:
    replaced(site, "ny-kurs", "Anmälan görs", "--- # | Anmälan: 'görs' {här} &amp; @där")
    installation.sync(site)
    assert installation.problems() == []
    article = installation.material.article(COURSE.slug)
    assert article is not None
    assert article.paragraphs[1].startswith("--- # | Anmälan: 'görs' {här} & @där senast")


def _look(site: NewsSite, installation: Installation):
    from .conftest import look

    return [
        one for one in look(site, f"{site.url}/sitemap.xml", known=installation.known()) if "ny-kurs" in one.address
    ]
