"""What is read of a page: its title, day, text, contact block and address, and nothing that it does not say."""

from datetime import date

import pytest

from bot.material.importing.addresses import is_above, key, slug, tidy
from bot.material.importing.contact_block import read_block
from bot.material.importing.documents import decoded, read_document
from bot.material.importing.draft import Contact, ReadError
from bot.material.importing.pages import read_page
from bot.material.importing.stating import PUBLISHED_TEXT
from bot.material.importing.time_limit import READ_SECONDS, limited

URL = "https://www.example.se/nyheter/ny-kurs/"
TEXT = (
    "<p>Kursen börjar den 3 mars 2027 och är öppen för alla kommuner i länet. Den leds av Anna Berg.</p>"
    "<p>Anmälan görs senast den 1 februari. Det finns 24 platser, och de fördelas i den ordning som anmälan kom in.</p>"
)


def page(head: str = "", body: str = TEXT, title: str = "<h1>Ny kurs</h1>") -> str:
    return (
        f'<html lang="sv"><head><title>Ny kurs | Förbundet</title>{head}</head><body>'
        f"<nav><ul><li><a href='/'>Hem</a></li></ul></nav><main><article>{title}{body}</article></main>"
        "<aside><h2>Fler nyheter</h2><p><a href='/b'>Något annat</a></p></aside>"
        "<footer><h2>Kontakta oss</h2><p>Växel: 060-19 10 00</p></footer></body></html>"
    )


def read(**parts: str):
    return read_page(page(**parts).encode(), url=URL)


@pytest.mark.parametrize(
    "stated",
    [
        '<meta property="article:published_time" content="2026-03-02T08:00:00+01:00">',
        '<meta name="DC.date.issued" content="2026-03-02">',
        '<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","datePublished":"2026-03-02"}]}</script>',
        '<script type="application/ld+json">{broken</script><meta itemprop="datePublished" content="2026-03-02">',
    ],
)
def test_the_day_that_a_page_states(stated: str) -> None:
    assert read(head=stated).published == date(2026, 3, 2)


@pytest.mark.parametrize(
    "said",
    [
        '<time class="entry-date published" datetime="2026-03-02T08:00">i mars</time>',
        '<p class="datum">Publicerad: 2 mars 2026</p>',
        "<p>Publicerad måndag den 2 mars 2026 av Bo Ek</p>",
        "<div>Publicerat 2026-03-02</div>",
    ],
)
def test_the_day_that_stands_on_a_page(said: str) -> None:
    found = read(body=said + TEXT)
    assert found.published == date(2026, 3, 2)


def test_a_day_in_the_text_is_not_when_it_was_published() -> None:
    extra = "<p>Uppdaterad 2026-01-01. Den var den 24 april 2025, och <time datetime='2025-05-01'>den 1 maj</time>.</p>"
    assert read(body=TEXT + extra).published is None


def test_the_text_is_word_for_word_and_without_menus_and_markup() -> None:
    body = (
        "<p class='ingress'><strong>Kursen</strong> är <a href='/x'>öppen för alla</a> som arbetar i "
        "socialtjänsten i länet.</p>"
        "<h2>Så anmäler du dig</h2><p>Det finns platser i tre orter:</p>"
        "<ul><li>Sundsvall: 12</li><li>Timrå: <em>4</em></li></ul>"
        "<table><tr><th>Ort</th><th>Sökande</th></tr><tr><td>Ånge</td><td>3</td></tr></table>"
        "<p>– Det är roligt att så många vill gå,<br>säger Anna Berg, projektledare.</p>"
    )
    assert read(body=body).paragraphs == (
        "Kursen är öppen för alla som arbetar i socialtjänsten i länet.",
        "Så anmäler du dig",
        "Det finns platser i tre orter:\n- Sundsvall: 12\n- Timrå: 4",
        "Ånge – Sökande: 3.",
        "– Det är roligt att så många vill gå, säger Anna Berg, projektledare.",
    )


def test_the_contact_block_gets_a_place_of_its_own_and_the_foot_of_the_website_none() -> None:
    block = (
        "<h2>Kontakt</h2><p>Har du frågor om kursen?</p><p>Anna Berg, projektledare<br>Telefon: 060-12 34 56<br>"
        "<a href='mailto:anna.berg@example.se?subject=x'>Mejla Anna</a></p><p>Bo Ek<br>Samordnare<br>bo@example.se</p>"
    )
    found = read(body=TEXT + block)
    assert found.contact == "Har du frågor om kursen?"
    assert found.contacts == (
        Contact("projektledare", "Anna Berg", "060-12 34 56", "anna.berg@example.se"),
        Contact("Samordnare", "Bo Ek", "", "bo@example.se"),
    )
    assert len(found.paragraphs) == 2
    assert read().contacts == ()


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Anna Berg", "projektledare", "060-12 34 56"], [Contact("projektledare", "Anna Berg", "060-12 34 56")]),
        (["Anna Berg (kommunikatör), 060-12 34 56, anna@example.se"], []),
        (["Presstjänsten: 060-12 34 56"], [Contact("Presstjänsten", "", "060-12 34 56")]),
        (["060-12 34 56"], [Contact("Kontakt", "", "060-12 34 56")]),
        (["Kursen kostar 1 200 kronor och börjar 2027-03-03."], []),
        (["Sundsvalls Kommun", "Läs mer på vår webbplats"], []),
        (["Sofia von Essen, chef", "070-123 45 67"], [Contact("chef", "Sofia von Essen", "070-123 45 67")]),
    ],
)
def test_who_is_taken_from_a_block(lines: list[str], expected: list[Contact]) -> None:
    _, people = read_block(lines)
    if expected:
        assert list(people) == expected
    else:
        assert all(one.telephone != "1 200" and not one.name.startswith("Sundsvall") for one in people)


def test_the_address_that_a_page_names_as_its_own_where_that_can_be() -> None:
    def own(href: str) -> str:
        return read(head=f'<link rel="canonical" href="{href}">').url

    assert own("/nyheter/kursen/") == "https://www.example.se/nyheter/kursen/"
    assert own("https://example.se/nyheter/kursen?utm_source=x") == "https://example.se/nyheter/kursen"
    for wrong in ("https://annan.se/nyheter/kursen/", "/", "/nyheter/", "javascript:alert(1)", "", "http://["):
        assert own(wrong) == URL


@pytest.mark.parametrize("title", ["<h1>Ny kurs</h1>", "", "<h1>A</h1><h1>B</h1>"])
def test_the_title_is_without_the_name_of_the_website(title: str) -> None:
    head = '<meta property="og:site_name" content="Förbundet"><meta property="og:title" content="Ny kurs | Förbundet">'
    assert read(head=head, title=title).title == "Ny kurs"


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        ("åäö".encode(), "iso-8859-1"),
        ("åäö".encode("latin-1"), "utf-8"),
        ("åäö".encode("latin-1"), ""),
        ("åäö".encode("cp1252"), "nonsense"),
        ("\ufeffåäö".encode(), ""),
        ("\ufeffåäö".encode("utf-16-le"), ""),
    ],
)
def test_letters_come_out_right_whatever_a_page_says_of_them(body: bytes, charset: str) -> None:
    assert decoded(body, charset).lstrip("\ufeff") == "åäö"


@pytest.mark.parametrize("body", [b"", b"<html></html>", b"<p>Kort.</p>", b"<h1>Bara en rubrik</h1>"])
def test_a_page_without_text_is_no_article(body: bytes) -> None:
    with pytest.raises(ReadError) as error:
        read_page(body, url=URL)
    assert error.value.code == "no_article"


def test_a_text_as_it_was_published_with_breadcrumbs_and_contact() -> None:
    parts = (
        "Förbundet / Nyhet / Ny kurs",
        "Ny kurs",
        "Kursen är öppen för alla. " * 3,
        "Kontakt",
        "Har du frågor? Kontakta oss.",
    )
    text = "\n\n".join(parts)
    found = read_document(text, "kurs.txt")
    assert (found.title, len(found.paragraphs), found.contact) == ("Ny kurs", 1, "Har du frågor? Kontakta oss.")


def test_front_matter_is_read_as_it_is_written() -> None:
    head = "title: 0611\nurl: https://a.se/\npublished: 2026-03-02 08:00\nsection: ~\ncontact: [a, b]"
    found = read_document(f"---\n{head}\n---\n\nKursen är öppen för alla.", "kurs.md")
    assert (found.title, found.url, found.published) == ("0611", "https://a.se/", date(2026, 3, 2))
    assert (found.section, found.contact) == ("", "")


@pytest.mark.parametrize(
    "head",
    [
        "\n".join(
            ["a0: &a0 ord", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 6)}]" for n in range(1, 7)), "title: *a6"]
        ),
        "title: &a [*a]",
        f"title: {'[' * 5000}",
        f"title: {'x' * 100_000}",
        "title: 'x",
    ],
    ids=["references of references", "a reference to itself", "deep", "long", "no YAML"],
)
def test_front_matter_that_refers_to_itself_or_is_no_such_is_refused_with_a_line(head: str) -> None:
    with pytest.raises(ReadError, match="between the two ---") as error:
        read_document(f"---\n{head}\n---\n\nKursen är öppen för alla.", "kurs.md")
    assert error.value.code == "front_matter"


MOST = 199_000


@pytest.mark.parametrize("row", ["[", "![", "[](", "**a ", "__a ", "*a ", "_a ", "publicerad dag ", "1 ", "a@"])
def test_a_row_of_signs_is_read_in_no_more_than_a_few_seconds(row: str) -> None:
    """Seconds of the processor's time. What looks each time through the whole row takes minutes."""
    with limited(READ_SECONDS):
        read_document(f"Ny kurs\n\n{(row * MOST)[:MOST]}", "kurs.md")
        PUBLISHED_TEXT.search((row * MOST)[:MOST])


def test_a_day_that_is_looked_for_in_one_long_word_is_soon_given_up() -> None:
    with limited(READ_SECONDS):
        assert not PUBLISHED_TEXT.search(f"publicerad {'dag' * (MOST // 3)}")


def test_a_text_that_is_too_long_is_refused_before_it_is_read() -> None:
    with limited(READ_SECONDS), pytest.raises(ReadError) as error:
        read_document(f"Ny kurs\n\n{'**a ' * 1_250_000}", "kurs.md")
    assert error.value.code == "too_big"


def test_addresses_of_one_page_are_one() -> None:
    same = [
        "https://www.example.se/nyheter/kurs/",
        "http://example.se/nyheter/kurs",
        "https://EXAMPLE.se:443/nyheter/kurs/index.html#start",
        "https://example.se/nyheter/kurs/?utm_source=a&utm_campaign=b&fbclid=c&gclid=d",
    ]
    assert len({key(url) for url in same}) == 1
    others = [
        "https://example.se/nyheter/kurs/?id=1",
        "https://example.se/nyheter/kurs/?id=2",
        "https://a.example.se/nyheter/kurs",
    ]
    assert len({key(url) for url in [same[0], *others]}) == 4
    assert tidy("HTTPS://Example.se?b=1&utm_id=2#x") == "https://example.se/?b=1"


def test_what_lies_above_an_address() -> None:
    assert is_above("https://example.se/", URL)
    assert is_above("http://www.example.se/nyheter", URL)
    assert not is_above(URL, URL)
    assert not is_above("https://example.se/nyheter/ny", URL)


@pytest.mark.parametrize(
    ("url", "title", "expected"),
    [
        ("https://example.se/nyheter/ny-kurs/", "X", "ny-kurs"),
        ("https://example.se/nyheter/Ny_Kurs.html", "X", "ny-kurs"),
        ("https://example.se/?p=12", "Å, ä och ö!", "a-a-och-o"),
        ("https://example.se/2026/12", "Ny kurs", "ny-kurs"),
        ("", "!!!", "artikel"),
        ("", "ord " * 60, "-".join(["ord"] * 20)),
    ],
)
def test_the_name_of_an_articles_file(url: str, title: str, expected: str) -> None:
    assert slug(url, title) == expected
