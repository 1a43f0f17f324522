"""Bad content is named with file and line, what is wrong and how to mend it."""

from datetime import date

import pytest

from bot.material.checking import facts, facts_older_than, problems
from bot.material.reading import read_material
from bot.settings import ROOT

from .conftest import ARTICLE, LINES, ORGANISATION

BAD_ARTICLES = [
    ("no front matter", "Bara text.\n", 1, "there is no front matter"),
    ("front matter without an end", "---\ntitle: A\n\nText.\n", 1, "the front matter has no end"),
    ("an empty file", "", 1, "there is no front matter"),
    ("no title", "---\nsection: Nyhet\n---\n\nText.\n", 2, 'there is no "title"'),
    ("an empty title", "---\nsection: Nyhet\ntitle:\n---\n\nText.\n", 3, 'there is no "title"'),
    ("a title of spaces", '---\nsection: Nyhet\ntitle: "  "\n---\n\nText.\n', 3, 'there is no "title"'),
    ("broken YAML", "---\ntitle: A\nsection: B: C\n---\n\nText.\n", 3, "broken YAML"),
    ("an open bracket", "---\ntitle: [A\n---\n\nText.\n", 2, "broken YAML"),
    ("an open quotation mark", '---\ntitle: "A\nsection: B\n---\n\nText.\n', 2, "broken YAML"),
    (
        "an invisible character",
        "---\ntitle: A\nsection: B\x07\n---\n\nText.\n",
        3,
        "a character that YAML does not allow",
    ),
    ("front matter that is a list", "---\n- title\n---\n\nText.\n", 2, "there are no keys with values"),
    ("an unknown key", "---\ntitle: A\nauthor: B\n---\n\nText.\n", 3, 'unknown key "author"'),
    ("a key that stands twice", "---\ntitle: A\ntitle: B\n---\n\nText.\n", 3, 'the key "title" stands twice'),
    ("a title that is a list", "---\ntitle: [A]\n---\n\nText.\n", 2, '"title" has a value of the wrong type'),
    ("a day that is none", "---\ntitle: A\npublished: 2026-02-30\n---\n\nText.\n", 3, '"2026-02-30" is no date'),
    ("a day in words", "---\ntitle: A\npublished: i maj\n---\n\nText.\n", 3, '"i maj" is no date'),
    ("an address that is none", "---\ntitle: A\nurl: www.kfvn.se\n---\n\nText.\n", 3, "is no web address"),
    ("an address that runs code", "---\ntitle: A\nurl: javascript:alert(1)\n---\n\nText.\n", 3, "is no web address"),
    ("an address without a host", "---\ntitle: A\nurl: https://\n---\n\nText.\n", 3, "is no web address"),
    (
        "withdrawn in other words",
        "---\ntitle: A\nwithdrawn: kanske\n---\n\nText.\n",
        3,
        '"withdrawn" has a value of the wrong',
    ),
    ("no text", "---\ntitle: A\n---\n\n  \n", 4, "the article has no text"),
    ("not UTF-8", "---\ntitle: A\n---\n\nV\xe5ld.\n".encode("latin-1"), 5, "the file is not UTF-8 here"),
]


@pytest.mark.parametrize(
    ("content", "line", "what"), [case[1:] for case in BAD_ARTICLES], ids=[c[0] for c in BAD_ARTICLES]
)
def test_a_bad_article_is_one_problem_at_its_line_and_is_not_used(folder, content, line, what):
    path = folder.write("news/a.md", content)
    material, (problem,) = read_material([folder.path])
    assert (problem.path, problem.line) == (path, line)
    assert what in problem.what
    assert problem.mend
    assert str(problem).startswith(f"{path}:{line}: ")
    assert "\n" not in str(problem)
    assert material.articles == ()


def test_a_file_name_with_other_letters_is_a_problem_since_it_becomes_the_address(folder):
    folder.write("news/Våld och hot.md", ARTICLE)
    (problem,) = problems([folder.path], whole=False)
    assert "gives no web address" in problem.what


@pytest.mark.parametrize(("one", "other"), [("a.md", "2024/a.md"), ("A.md", "a.md")])
def test_two_files_of_one_slug_are_a_problem_that_names_both(folder, one, other):
    paths = {folder.write(f"news/{one}", ARTICLE), folder.write(f"news/{other}", ARTICLE)}
    material, (problem,) = read_material([folder.path])
    (kept,) = material.articles
    assert {problem.path, kept.path} == paths
    assert str(kept.path) in problem.what


def test_an_own_file_of_the_same_name_overlays_the_shipped_one_and_is_no_problem(folder, content):
    folder.write("news/a.md", ARTICLE)
    content.write("news/a.md", ARTICLE.replace("Ny utbildning", "Ändrad utbildning"))
    material, found = read_material([folder.path, content.path])
    assert [article.title for article in material.articles] == ["Ändrad utbildning"]
    assert found == []


BAD_LINES = [
    ("no source", "    source: linjen.se\n", "", 2, 'there is no "source"'),
    ("an empty source", "source: linjen.se", "source:", 5, 'there is no "source"'),
    ("no day of checking", "    checked_on: 2026-11-22\n", "", 2, 'there is no "checked_on"'),
    ("a bad day of checking", "2026-11-22", "22 november", 6, '"22 november" is no date'),
    ("a bad day of the source", "source: linjen.se", "source: a\n    source_date: igår", 6, '"igår" is no date'),
    ("no number and no address", "    number: 116 111\n", "", 2, "has neither number nor url"),
    ("letters for a number", "116 111", "ring oss", 3, '"ring oss" is no telephone number'),
    ("a number too long", "116 111", "020-505050505050505", 3, "is no telephone number"),
    ("an unknown danger", "[violence]", "[fire]", 4, 'unknown kind of danger "fire"'),
    ("a danger that is no list", "[violence]", "violence", 4, '"kinds" must be a list'),
    ("an unknown key", "kinds:", "sorts:", 4, 'unknown key "sorts"'),
    ("an unknown audience", "kinds: [violence]", "audience: dogs", 4, 'unknown audience "dogs"'),
    ("no name", "name: Hjälplinjen\n    number", "number", 2, 'there is no "name"'),
    ("closed in other words", "kinds: [violence]", "closed: snart", 4, '"closed" has a value of the wrong type'),
]


@pytest.mark.parametrize(
    ("old", "new", "line", "what"), [case[1:] for case in BAD_LINES], ids=[c[0] for c in BAD_LINES]
)
def test_a_bad_support_line_is_one_problem_at_its_line_and_is_in_no_answer(folder, old, new, line, what):
    path = folder.write("contact/support_lines.yml", LINES.replace(old, new))
    material, (problem,) = read_material([folder.path])
    assert (problem.path, problem.line) == (path, line)
    assert what in problem.what
    assert material.support_lines == ()


def test_a_bad_support_line_leaves_the_others_in_their_place(folder):
    folder.write("contact/support_lines.yml", LINES + LINES.split("\n", 1)[1].replace("Hjälplinjen", "Dubbel"))
    folder.write(
        "contact/support_lines.yml", LINES + "  - name: Utan källa\n    number: 112\n    checked_on: 2026-11-22\n"
    )
    material, (problem,) = read_material([folder.path])
    assert problem.line == 7
    assert [line.name for line in material.support_lines] == ["Hjälplinjen"]


def test_a_support_line_that_stands_twice_is_a_problem(folder):
    folder.write("contact/support_lines.yml", LINES + LINES.split("\n", 1)[1])
    (problem,) = problems([folder.path], whole=False)
    assert (problem.line, problem.what) == (7, '"Hjälplinjen" stands twice')


BAD_FACTS = [
    ("a telephone number that is none", "telephone", "0611", 6, "is no telephone number"),
    ("an e-mail address that is none", "email", "kontakt(at)kfvn.se", 6, "is no e-mail address"),
    ("an e-mail address without a domain", "email", "kontakt@", 6, "is no e-mail address"),
]


@pytest.mark.parametrize(
    ("key", "value", "line", "what"), [case[1:] for case in BAD_FACTS], ids=[c[0] for c in BAD_FACTS]
)
def test_a_contact_fact_that_cannot_be_one_is_a_problem_and_stays_unknown(folder, key, value, line, what):
    fact = f"{key}:\n  value: {value}\n  source: växeln\n  checked_on: 2026-11-22\n"
    folder.write("contact/organisation.yml", ORGANISATION + fact)
    material, (problem,) = read_material([folder.path])
    assert (problem.line, what in problem.what) == (line, True)
    assert getattr(material.organisation, key) is None
    assert material.organisation.name == "Förbundet"


def test_a_contact_fact_without_source_is_a_problem_and_stays_unknown(folder):
    folder.write("contact/organisation.yml", ORGANISATION + "address:\n  value: Gatan 1\n  checked_on: 2026-11-22\n")
    material, (problem,) = read_material([folder.path])
    assert (problem.line, problem.what) == (5, 'there is no "source"')
    assert material.organisation.address is None


def test_a_contact_fact_that_is_a_bare_value_is_a_problem(folder):
    folder.write("contact/organisation.yml", ORGANISATION + "email: kontakt@kfvn.se\n")
    (problem,) = problems([folder.path], whole=False)
    assert (problem.line, problem.what) == (5, '"email" must have fields of its own')


def test_a_fact_that_is_filled_in_is_known_with_its_line(folder):
    fact = "telephone:\n  value: 0611-55 77 00\n  source: växeln\n  checked_on: 2026-11-22\n"
    path = folder.write("contact/organisation.yml", ORGANISATION + fact)
    material, found = read_material([folder.path])
    telephone = material.organisation.telephone
    assert found == []
    assert telephone is not None
    assert (telephone.value, telephone.source, telephone.path, telephone.line) == ("0611-55 77 00", "växeln", path, 5)


@pytest.mark.parametrize(
    ("words", "line", "what"),
    [
        ("last: Hej.\ncalm: Ring polisen.\n", 2, '"calm" does not name 112'),
        ("acute: Ring 112 eller 020-50 50 50.\n", 1, '"acute" names a number beside 112'),
        ("words:\n  fire: Spring.\n", 2, 'unknown key "fire"'),
    ],
)
def test_words_of_help_must_keep_112_and_name_no_number_that_could_not_be_closed(folder, words, line, what):
    whole = {
        "acute": "Ring 112.",
        "calm": "Ring 112.",
        "doubt": "Ring 112.",
        "lines": "a",
        "last": "b",
        "last_taken": "b",
        "again": "b",
        "foreign": "Ring 112.",
        "doubt_line": "c",
    }
    rest = "".join(f"{key}: {value}\n" for key, value in whole.items() if f"{key}:" not in words)
    folder.write("danger/help.yml", words + rest)
    (problem,) = problems([folder.path], whole=False)
    assert (problem.line, problem.what) == (line, what)


def test_a_whole_installation_must_have_the_contact_files(folder):
    folder.write("news/a.md", ARTICLE)
    missing = [problem.path.name for problem in problems([folder.path])]
    assert missing == ["organisation.yml", "others.yml", "support_lines.yml", "topics.yml", "help.yml"]
    assert problems([folder.path], whole=False) == []


def test_facts_older_than_180_days_are_found_and_those_of_closed_lines_are_not(folder):
    folder.write("contact/support_lines.yml", LINES)
    material, _ = read_material([folder.path])
    assert facts_older_than(material, today=date(2027, 5, 21)) == []
    (old,) = facts_older_than(material, today=date(2027, 5, 22))
    assert (old.value, old.line) == ("Hjälplinjen 116 111", 2)
    folder.write("contact/support_lines.yml", LINES + "    closed: true\n")
    assert facts_older_than(read_material([folder.path])[0], today=date(2027, 5, 22)) == []


def test_what_ships_has_no_problem_and_every_fact_has_its_source():
    assert problems([ROOT / "data"]) == []
    material, _ = read_material([ROOT / "data"])
    assert all(fact.source and fact.checked_on for fact in facts(material))
    assert len(facts(material)) == len(material.support_lines) + len(list(material.organisation.facts)) > 20
