"""What a compound is made of, and which words are none."""

from pathlib import Path

import pytest

from bot.language.compounds import parts
from bot.language.words import words

COMPOUNDS = """
    våldsutsatta=våld+utsatta våldsutsatthet=våld+utsatthet kompetensutveckling=kompetens+utveckling
    jämställdhetsarbetet=jämställdhet+arbetet jämställdhetsminister=jämställdhet+minister
    jämställdhetsmyndigheten=jämställdhet+myndigheten socialtjänsternas=social+tjänsternas
    socialtjänsten=social+tjänsten kommunförbundet=kommun+förbundet konferensdatum=konferens+datum
    projektledare=projekt+ledare riskzonen=risk+zonen statsvetenskap=stat+vetenskap
    erfarenhetsutbyte=erfarenhet+utbyte fokusområden=fokus+områden genusrelaterat=genus+relaterat
    kvinnofråga=kvinna+fråga beslutsfattare=beslut+fattare länsstyrelsen=län+styrelsen barnbidrag=barn+bidrag
    kunskapspåfyllnad=kunskap+påfyllnad telefonnummer=telefon+nummer öppettider=öppet+tider
    kontaktuppgifter=kontakt+uppgifter nyhetsbrev=nyhet+brev personalfrågor=personal+frågor skolbarn=skola+barn
    skolelever=skola+elever förskoleplats=förskola+plats gymnasieskola=gymnasium+skola familjehem=familj+hem
    familjerådgivning=familj+rådgivning hälsosamtal=hälsa+samtal folkhälsomyndigheten=folkhälsa+myndigheten
    människohandel=människa+handel gatumiljö=gata+miljö varuhus=vara+hus arbetsmarknaden=arbete+marknaden
    arbetsuppgifter=arbete+uppgifter arbetsmiljö=arbete+miljö barnkonventionen=barn+konventionen
    barnomsorg=barn+omsorg äldreomsorg=äldre+omsorg hemtjänst=hem+tjänst kommunfullmäktige=kommun+fullmäktige
    kommunstyrelsen=kommun+styrelsen regionfullmäktige=region+fullmäktige upphandlingsregler=upphandling+regler
    utbildningsdagar=utbildning+dagar utredningsarbete=utredning+arbete kvinnojour=kvinna+jour brottsoffer=brott+offer
    vittnesstöd=vittne+stöd skyddsboende=skydd+boende hotbild=hot+bild samverkansavtal=samverkan+avtal
    ramavtal=ram+avtal verksamhetschef=verksamhet+chef verksamhetsplan=verksamhet+plan budgetarbete=budget+arbete
    skattepengar=skatt+pengar bygglov=bygg+lov avfallshantering=avfall+hantering miljötillsyn=miljö+tillsyn
    detaljplan=detalj+plan kursavgift=kurs+avgift anmälningstid=anmälan+tid ungdomsmottagning=ungdom+mottagning
    missbruksvård=missbruk+vård funktionsnedsättning=funktion+nedsättning rättighetsfråga=rättighet+fråga
    trygghetsfrågor=trygghet+frågor e-post=e+post mötesprotokoll=möte+protokoll mötestid=möte+tid
    styrelsemöte=styrelse+möte årsmöte=år+möte projektmedel=projekt+medel statsbidrag=stat+bidrag
    socialsekreterare=social+sekreterare handläggningstid=handläggning+tid sekretessregler=sekretess+regler
    ombudsmannen=ombud+mannen föreningsbidrag=förening+bidrag nätverksträff=nätverk+träff mediekontakt=medie+kontakt
    presskontakt=press+kontakt integritetspolicy=integritet+policy personuppgifter=person+uppgifter
    konferenslokal=konferens+lokal sommarjobb=sommar+jobb barnfattigdom=barn+fattigdom föräldrastöd=förälder+stöd
    hedersvåld=heder+våld ungdomsvåld=ungdom+våld riksdagsledamot=riksdag+ledamot konferensprogram=konferens+program
    epostadress=epost+adress socialnämnden=social+nämnden kommunalråd=kommunal+råd projektledarens=projekt+ledarens
    forskningsprojekt=forskning+projekt artikelförfattare=artikel+författare årsredovisning=år+redovisning
    sexualbrott=sexual+brott jämställdhetsstrateg=jämställdhet+strateg personalchef=personal+chef
    kanslichef=kansli+chef växelnummer=växel+nummer besöksadress=besök+adress postadress=post+adress
"""

WHOLE = """
    konferens konferensen konferenser kommunen kommuner kommunerna artikel artikeln artiklar brännström rönnblom
    nilsson västernorrland sundsvall härnösand örnsköldsvik kramfors timrå sollefteå ånge umeå stockholm göteborg
    lindström bergström drottning drottningen silvia professor utredare utredning utvecklingen uppdrag uppdraget
    information kontakta representanter exploatering omfattning undersökning undersökningar ersättning erfarenhet
    erfarenheter majoriteten deltagare deltagarna besökare aktörer personalen kvinnorna männen flickorna pojkarna
    barnen ungdomar ungdomarna myndigheten myndigheter organisation organisationen verksamheten möjligheter kunskapen
    tillsammans förebygga upptäcka lösningar frågorna elever eleverna våldet nationell nationella kommersiell sexuella
    professionell långsiktiga berörda anordnade anordnades lyssnade hållbara konsekvenser statistik politiker
    politikerna medarbetare ledningen förvaltning ansökan ansökningar mottagning behandling bedömning betalning
    förening föreningar utbildning utbildningar anmälan tidningar intresserad ministern sekreterare handläggare
    telefonen kalender protokoll program minuter allmänheten telefonerna svenska engelska norska europeiska andersson
    johansson karlsson gustafsson svensson eriksson sverige danmark finland norrland jämtland gotland ångermanland
    medelpad
"""

IN_THE_SEED_ARTICLE = """
    kommunförbundet kompetensutveckling våldsutsatta årskurs flertal jämställdhetsarbetet fokusområden betydelsefulla
    jämställdhetsminister jämställdhetsmyndigheten länsstyrelsen socialtjänsternas erfarenhetsutbyte ombudsmannen
    ellencentret beslutsfattare riskzonen våldsutsatthet säkerställa genusrelaterat kvinnofråga projektledare
    jämställdhetsarbete statsvetenskap kunskapspåfyllnad
"""


@pytest.mark.parametrize(("word", "expected"), [pair.split("=") for pair in COMPOUNDS.split()])
def test_a_compound_is_parted_where_its_words_meet(word: str, expected: str) -> None:
    assert "+".join(parts(word)) == expected


@pytest.mark.parametrize("word", WHOLE.split())
def test_a_simple_word_or_a_name_is_left_whole(word: str) -> None:
    assert parts(word) == ()


def test_in_the_seed_article_the_compounds_are_parted_and_nothing_else() -> None:
    text = (Path(__file__).parent / "seed-article.txt").read_text(encoding="utf-8")
    parted = {word for word in words(text) if parts(word) and "-" not in word}
    assert parted == set(IN_THE_SEED_ARTICLE.split())


@pytest.mark.parametrize("word", ["", "a", "-", "--", "e-", "åå", "s" * 500, "ошибка", "abc123def", "\ud800"])
def test_anything_may_be_asked(word: str) -> None:
    assert isinstance(parts(word), tuple)


def test_a_long_word_is_left_whole() -> None:
    assert parts("konferens" * 20) == ()
