"""The article that ships with the product stands there as it was published."""

from dataclasses import replace
from datetime import date

from bot.language.sentences import sentences
from bot.material.passages import passages
from bot.material.reading import read_material
from bot.settings import ROOT

SLUG = "kompetensutveckling-och-kunskap-centralt-i-arbetet-med-valdsutsatta"
PARAGRAPHS = (
    "I Sverige finns det motsvarande en till två elever i varje årskurs 9 och på gymnasiet som har blivit "
    "utsatt för kommersiell sexuell exploatering. För att motverka våld mot barn och kvinnor behövs kunskap, "
    "kompetens och en samlad bild av våldets karaktär. Därför deltar representanter från Kommunförbundet under "
    "veckan i flertal konferenser och träffar med fokus på sexuell exploatering av barn samt hur vi "
    "tillsammans kan utveckla jämställdhetsarbetet. Konferensernas fokusområden är tunga, men viktiga, och "
    "lockar betydelsefulla besökare; som Drottning Silvia, jämställdhetsminister Paulina Brandberg och Sara "
    "Nilsson, utredare vid Jämställdhetsmyndigheten.",
    "Kommunförbundet Västernorrland har tillsammans med Länsstyrelsen Västernorrland ett uppdrag att stärka "
    "socialtjänsternas utveckling inom området mäns våld mot kvinnor. Ett steg i det uppdraget är "
    "kompetensutveckling av personal och kunskaps- och erfarenhetsutbyte med berörda och betydelsefulla "
    "aktörer.",
    "Den 24 april anordnade Ombudsmannen mot kommersiell sexuell exploatering av barn (OKSE), Child10, "
    "Ellencentret, Novahuset och Jämställdhetsmyndigheten en nationell konferens i syfte att uppmärksamma och "
    "sprida kunskap om sexuell exploatering av barn – där representanter från Kommunförbundet deltog, "
    "tillsammans med politiker, beslutsfattare och Drottning Silvia. Sexuell exploatering av barn handlar om "
    "olika former av sexuella övergrepp, där någon form av ersättning har getts. Omfattningen av sexuell "
    "exploatering av barn och unga i Sverige är stor och flera undersökningar visar att majoriteten av de som "
    "har erfarenhet av sex mot ersättning utsätts första gången i tonåren. För barn och unga som befinner sig "
    "i sexuell exploatering finns begränsade möjligheter att skonas från ytterliga utnyttjande. Ett viktigt "
    "steg i att förebygga sexuell exploatering av barn är att upptäcka de barn som redan har utsatts, eller "
    "som är i riskzonen för att utsättas.",
    "Våld mot kvinnor och barn är vardag och sker runt oss i samhället varje dag. För att kunna hjälpa "
    "våldsutsatta, eller de som riskerar att hamna i våldsutsatthet, behövs en samlad syn på våldets karaktär "
    "och omhändertagandet. Kompetensutveckling av personal som på olika sätt arbetar med individer som utsätts "
    "för eller riskerar att utsättas för våld är en av de viktigaste delarna för att motverka våldet och "
    "säkerställa en professionell och effektiv hantering av utsatta. Med adekvat kunskap ökar sannolikheten "
    "att personer som riskerar att utsättas för våld uppmärksammas och får den hjälp de behöver. För att nå "
    "långsiktiga och hållbara lösningar är det viktigt med samverkan, erfarenhetsutbyte och dialoger i olika "
    "konstellationer och på olika nivåer.",
    "– Jämställdhetsarbetet i allmänhet och arbetet mot genusrelaterat våld i synnerhet har traditionellt "
    "drivits av kvinnor, vilket gör att det felaktigt uppfattas som en kvinnofråga. En önskan är att fler män "
    "engagerar sig i de här frågorna, eftersom en överväldigande majoritet av förövarna är män, säger Lotta "
    "Brännström, projektledare på Kommunförbundet Västernorrland.",
    "Den 26 till 27 april anordnades konferens med fokus på jämställdhetsarbete i Umeå, där deltagarna fått "
    "lyssna till bland annat Malin Rönnblom, professor i statsvetenskap och Sara Nilsson, senior utredare vid "
    "Jämställdhetsmyndigheten. Genom många års erfarenhet inom praktiskt jämställdhetsarbete, genom forskning "
    "och med avstamp från flera olika delar av landet, gavs kunskapspåfyllnad och idéer inför framtiden.",
    "Nationell konferens i syfte att uppmärksamma och sprida kunskap om sexuell exploatering av barn lockade "
    "viktiga besökare – en av dem var Drottning Silvia.",
)


def seed():
    material, problems = read_material([ROOT / "data"])
    assert problems == []
    article = material.article(SLUG)
    assert article is not None
    return article


def test_every_paragraph_stands_as_it_was_published():
    assert seed().paragraphs == PARAGRAPHS


def test_the_file_itself_holds_the_text_unchanged_with_the_quotation_directly_under_its_paragraph():
    body = seed().path.read_text(encoding="utf-8").split("---\n", 2)[2]
    *before_quotation, quotation, day, caption = PARAGRAPHS
    assert body.strip("\n") == "\n\n".join(["\n\n".join(before_quotation) + "\n" + quotation, day, caption])


def test_the_article_has_title_section_and_invitation_but_neither_date_nor_address_of_its_own():
    article = seed()
    assert article.title == "Kompetensutveckling och kunskap centralt i arbetet med våldsutsatta"
    assert (article.section, article.contact) == ("Nyhet", "Har du frågor? Kontakta oss för att veta mer.")
    assert (article.published, article.url, article.withdrawn) == (None, "", False)
    assert article.link == f"/nyheter/{SLUG}"


def test_a_passage_is_a_paragraph_word_for_word():
    article = seed()
    found = passages(article)
    assert [passage.text for passage in found] == list(article.paragraphs)
    for passage in found:
        assert passage.text == article.paragraphs[passage.paragraph]
        assert (passage.title, passage.link, passage.published) == (article.title, article.link, "")
        assert passage.document.title == article.title
    assert len({passage.id for passage in found}) == len(found)


def test_a_heading_and_the_year_stand_above_what_follows_and_are_no_passages():
    article = replace(seed(), published=date(2024, 5, 1), paragraphs=("Inledning.", "Priser", "Kursen är gratis."))
    first, second = passages(article)
    assert (first.heading, second.heading, second.paragraph) == ("", "Priser", 2)
    assert second.published == "2024-05-01"
    assert second.document.title == f"{article.title} Priser 2024"
    assert second.document.text == "Kursen är gratis."


def test_a_withdrawn_article_has_no_passages():
    assert passages(replace(seed(), withdrawn=True)) == []


def test_the_day_with_its_month_does_not_break_a_sentence():
    found = [sentence for passage in passages(seed()) for sentence in sentences(passage.text)]
    assert any(s.startswith("Den 24 april anordnade Ombudsmannen") and s.endswith(".") for s in found)
