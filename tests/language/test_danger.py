"""Messages that speak of danger are found; messages about the subject are not taken for them."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language.danger import Danger, PatternError, Patterns, Rule, check, is_young, load, wrong_examples
from bot.language.sentences import sentences

ROOT = Path(__file__).parents[2]
FILE = ROOT / "data/danger/patterns.yml"
SEED = (Path(__file__).parent / "seed-article.txt").read_text(encoding="utf-8")
LEARNED = ROOT / "data/danger/learned.json"
PATTERNS = load(FILE)


def found(text: str) -> Danger:
    danger = check(text, PATTERNS)
    assert danger is not None, text
    return danger


def test_every_example_in_the_file_is_told_as_the_file_says() -> None:
    assert wrong_examples(PATTERNS) == []


@pytest.mark.parametrize("rule", PATTERNS.rules, ids=lambda rule: rule.id)
def test_every_rule_has_examples_enough(rule: Rule) -> None:
    assert len(rule.match) >= 8
    assert len(rule.no_match) >= 4


@pytest.mark.parametrize(
    ("text", "kind", "who"),
    [
        ("Min man slår mig", "violence", "self"),
        ("hej vad har ni för telefonnummer han slår mig", "violence", "self"),
        ("min kille låter mig inte gå ut", "violence", "self"),
        ("en gubbe betalar mig", "sexual_exploitation", "self"),
        ("han har bilder på mig", "sextortion", "self"),
        ("han hotar att lägga ut bilderna", "sextortion", "self"),
        ("jag orkar inte leva", "suicide", "self"),
        ("jag vill dö", "suicide", "self"),
        ("jag är rädd att jag slår henne", "own_violence", "self"),
        ("min kompis blir slagen hemma", "violence", "other"),
        ("jag blev våldtagen", "sexual_exploitation", "self"),
        ("pappa slår mamma", "violence", "self"),
        ("my husband hits me", "violence", "self"),
        ("min familj vill gifta bort mig", "honour_violence", "self"),
        ("min syster vill ta livet av sig", "suicide", "other"),
        ("hon smsar mig hotfulla saker", "violence", "self"),
        ("hos grannen skriks det och nåt smäller i väggen", "violence", "other"),
        ("finns det nån kvinnojour här i Kramfors?", "violence", "self"),
        ("vem stöttar den som blir misshandlad?", "violence", "self"),
        ("kan nån skydda oss", "violence", "self"),
        ("min flickvän kräver att jag har sex med hennes kompisar för pengar", "sexual_exploitation", "self"),
        ("morsan blir elak när hon druckit", "violence", "self"),
        ("jag är kurator, en elev blir utsatt, vart ska jag vända mig?", "violence", "other"),
        ("min son träffar en gubbe som köper kläder till honom", "sexual_exploitation", "other"),
        ("jag ser ingen mening längre", "suicide", "self"),
        ("min man får inte veta att jag skriver här", "violence", "self"),
    ],
)
def test_danger_is_told_apart(text: str, kind: str, who: str) -> None:
    danger = found(text)
    assert (danger.kind, danger.who) == (kind, who)


@pytest.mark.parametrize(
    "text",
    [
        "MIN MAN SLÅR MIG!!!",
        "min man slar mig",
        "min mannn slåår mej",
        "min man - slår - mig",
        "mi\u0301n man sla\u030ar mig",
        "min ma\u00adn slår mig",
        "Min man,\nhan slår mig.",
        "ja e så rädd för min man",
        "jag blev våldtagn",
        "dom hotar å slå mej",
    ],
)
def test_spelling_does_not_matter(text: str) -> None:
    found(text)


@pytest.mark.parametrize(
    "text",
    [
        "hur många elever är utsatta? jag är en av dom",
        "vad ska jag göra min man slår mig",
        "vart kan jag ringa min man slår mig",
        "Jag är lärare och min sambo slår mig",
        "Jag skriver en uppsats om våld. Min pojkvän slår mig.",
        "vilken utbildning har ni? min man slår mig",
    ],
)
def test_a_question_about_the_subject_does_not_silence_a_disclosure(text: str) -> None:
    assert found(text).kind == "violence"


@pytest.mark.parametrize(
    "text",
    [
        "Kan ni ringa mig",
        "min dator dog",
        "jag dör av nyfikenhet",
        "han slår mig i schack",
        "Vem är Lotta Brännström?",
        "hur många elever utsätts?",
        "Jag skriver en uppsats om våld i nära relationer",
        "vi på socialtjänsten möter kvinnor vars män slår dem, vilken utbildning finns?",
        'Finns det en nyhet med rubriken "Min man slår mig"?',
        "Vad betyder orden min man slår mig?",
        "Hur bemöter vi barn som säger att pappa slår mig?",
        "Vilken kommun hör jag till?",
        "",
        " . ",
        "!?",
        "/restart",
        "Hur många kvinnojourer finns det i länet?",
        "Jag arbetar på en kvinnojour, vilka utbildningar har ni?",
        "Min man köper en present till sin mamma",
        "Hur ska skolan agera när en elev är utsatt?",
        "Kan ni skydda mina personuppgifter?",
        "Pappa dricker kaffe",
        "a" * 1000,
    ],
)
def test_no_alarm_without_danger(text: str) -> None:
    assert check(text, PATTERNS) is None


@pytest.mark.parametrize("sentence", [*sentences(SEED), *SEED.split("\n\n"), SEED])
def test_the_article_is_no_cry_for_help(sentence: str) -> None:
    assert check(sentence, PATTERNS) is None
    assert check(f"Vad menar ni med: {sentence}", PATTERNS) is None


@pytest.mark.parametrize("text", ["han har kniv", "jag ska ta livet av mig ikväll", "he has a gun", "vill dö nu"])
def test_what_happens_now_is_acute(text: str) -> None:
    assert found(text).acute


@pytest.mark.parametrize("text", ["Min man slår mig", "jag orkar inte leva", "han har bilder på mig"])
def test_what_happens_over_time_is_not_acute(text: str) -> None:
    assert not found(text).acute


@pytest.mark.parametrize(
    ("text", "young"),
    [
        ("pappa slår mig", True),
        ("jag är 13 och han har bilder på mig", True),
        ("jag går i åttan och vill inte leva", True),
        ("jag är 45 och min pappa slår mig", False),
        ("min man slår mig", False),
        ("my dad hits me, i'm 12", True),
        ("grannen slår sina barn", True),
        ("jag är rädd att jag ska slå mina barn", False),
        ("jag och mina barn behöver skydd nu", False),
        ("han slår mig och barnen", False),
    ],
)
def test_a_young_person_is_told_by_age_and_home(text: str, young: bool) -> None:
    assert found(text).young is young


@pytest.mark.parametrize(
    ("text", "gender"),
    [
        ("Min man slår mig", ""),
        ("min sambo slår mig", ""),
        ("min fru slår mig", "man"),
        ("jag är kille och blir slagen av min sambo", "man"),
        ("min sambo slår mig när hon dricker", "man"),
        ("jag är kvinna och min fru slår mig", "woman"),
        ("jag är trans och blir hotad av min familj", "trans"),
        ("min bror blir slagen av sin fru", "man"),
        ("jag är man och min väninna blir slagen av sin sambo", ""),
        ("min väninna blir slagen av sin man", ""),
    ],
)
def test_who_is_in_danger_is_told_only_where_the_message_says_it(text: str, gender: str) -> None:
    assert found(text).gender == gender


def test_somebody_outside_the_door_is_acute() -> None:
    assert found("mitt ex står utanför min dörr").acute


def test_a_child_is_known_also_where_nothing_tells_of_danger() -> None:
    assert is_young("hej jag är 12 år, vad gör ni?", PATTERNS)
    assert not is_young("hej, vad gör ni för barn?", PATTERNS)


def test_a_danger_that_was_stored_without_a_gender_is_still_understood() -> None:
    assert Danger(**{"kind": "violence", "acute": False, "who": "self", "young": False, "rule": "partner"}).gender == ""


def test_an_acute_danger_goes_before_another() -> None:
    assert found("min kompis vill dö och han har kniv").rule == "violence_now"


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=200))
def test_no_text_is_too_odd(text: str) -> None:
    check(text, PATTERNS)


SOME_WORDS = "jag min man han mig slår hotar inte dö vill bilder på pappa . ? rubriken"
WORDS = st.lists(st.sampled_from(SOME_WORDS.split()))


@given(WORDS)
@settings(max_examples=300)
def test_the_same_words_in_other_dress_get_the_same_answer(words: list[str]) -> None:
    plain = check(" ".join(words), PATTERNS)
    assert check(" ".join(words).upper(), PATTERNS) == plain
    assert check("  ".join(words).replace("å", "a").replace("ö", "o"), PATTERNS) == plain
    assert check("".join(letter * 2 for letter in " ".join(words)), PATTERNS) == plain


def messages(name: str) -> list[str]:
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_most_messages_that_speak_of_danger_are_found() -> None:
    every = messages("danger_messages.txt")
    missed = [text for text in every if check(text, PATTERNS) is None]
    assert len(missed) <= len(every) * 0.02, missed


def test_few_other_messages_raise_an_alarm() -> None:
    every = messages("no_danger_messages.txt")
    alarms = [text for text in every if check(text, PATTERNS) is not None]
    assert len(alarms) <= len(every) * 0.02, alarms


RULE = """
rules:
- id: one
  kind: violence
  phrases: |
    min {who} slår mig
  match: |
    min man slår mig
  no_match: |
    hej
"""


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("rules: [", 1, "not YAML"),
        ("- a", 1, "must be names"),
        ("", 1, "must be names"),
        ("rulez:\n- id: a\n", 1, "'rulez'"),
        ("young: |\n  x\n", 1, "no rules"),
        (RULE, 6, "group 'who'"),
        ("groups:\n  who: |\n    man\n    {nobody}\n" + RULE, 4, "'nobody'"),
        ("groups:\n  who: |\n    man\n" + RULE.replace("violence", "anger"), 7, "'anger'"),
        ("groups:\n  who: |\n    man\n" + RULE.replace("kind", "kid"), 7, "'kid'"),
        ("groups:\n  who: |\n    man\n" + RULE.replace("  no_match: |\n    hej\n", ""), 6, "'no_match'"),
        ("spoken: |\n  mej mig\n", 2, "'mej mig'"),
        ("young: |\n  jag (är\n", 2, "without its “)”"),
        ("young: |\n\n  jag är)\n", 3, "too many"),
        ("young: |\n  # comment\n  (jag)\n", 3, "no word that must be there"),
        ("young: |\n  jag/(du)\n", 2, "may be absent"),
        ("young: |\n  … jag\n", 2, "begins with"),
        ("young: |\n  ab*\n", 2, "three letters"),
        ("young: |\n  a\nyoung: |\n  b\n", 3, "twice"),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_line(tmp_path: Path, text: str, line: int, says: str) -> None:
    path = tmp_path / "patterns.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PatternError) as raised:
        load(path)
    assert f"{path}:{raised.value.line}: " in str(raised.value)
    assert says in str(raised.value)
    # YAML itself may notice a mistake only at the end of the text.
    assert raised.value.line == line or says == "not YAML"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PatternError, match=r"nothing\.yml:1: the file cannot be read"):
        load(tmp_path / "nothing.yml")


def test_wrong_examples_are_told(tmp_path: Path) -> None:
    path = tmp_path / "patterns.yml"
    path.write_text(
        "groups:\n  who: |\n    man\n" + RULE.replace("    hej\n", "    min man slår mig\n"), encoding="utf-8"
    )
    patterns: Patterns = load(path, LEARNED)
    assert wrong_examples(patterns) == ["one: 'min man slår mig' should match no rule, but one does."]
