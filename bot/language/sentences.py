"""Splitting Swedish text into sentences, word for word as they stand in it."""

import re

# In doubt, two sentences stay together: one too long still says what the source says, a part of one may not.
_BORDER = re.compile(
    r"""
    (?P<blank> \n [^\S\n]* (?=\n) )                              # an empty line
    | (?P<item> \n (?= [^\S\n]* (?: [–—•▪*·-] | \d{1,2}[.)] ) [^\S\n]+ \S ) )  # a line of dialogue, an item of a list
    | (?<![.!?…]) (?P<end> [.!?…]+ ) (?P<close> [”“"’'»)\]]* ) (?=\s)
    """,
    re.VERBOSE,
)
_START = re.compile(r"\s*[–—-]?[^\S\n]*[”“\"’'»«(\[¿¡]*(\S)")
_LAST_WORD = re.compile(r"[^\s(\[”“\"»«/]+$")
_ITEM = re.compile(r"\s*(?:[•▪*·-]|\d{1,2}[.)])\s+\S")
_INITIAL = re.compile(r"(?:[^\W\d_]\.?-?)?[^\W\d_]")
_NUMBER_OF_ITEM = re.compile(r"\s*\d{1,2}")

# Written without the last full stop. The first never end a sentence: something always follows them.
_BEFORE_MORE = frozenset(
    str.split("""
    t.ex tex bl.a kl dr s.k ca c:a prof fr.o.m t.o.m d.v.s dvs jfr nr tel tfn resp inkl exkl ev p.g.a pga m.a.o f.d
    fd f.n i.o.m kap fig avd mr mrs ms enl s:t s:ta ordf doc lic fil civ ing jur med.dr fil.dr leg bitr v.d p.s obs
    a.k.a u.p.a f.ö e.g i.e vs hr adj st.f t.f tf m.h.a i.st.f
    """)
)
# These end one where a capital follows, and do not where a figure does.
_BEFORE_FIGURE = frozenset(
    str.split("""
    sid s min max st ung jan feb febr mars apr aug sept sep okt nov dec mån tis ons tors fre lör sön bil art paragraf p
    """)
)


def sentences(text: str) -> list[str]:
    """The sentences of a Swedish text.

    Each is a part of the text, unchanged; together, in order, they are the text without the whitespace between them.
    A line break alone divides nothing (text may be wrapped); an empty line, a line of dialogue ("– …") or an item of a
    list does, except where the list is announced ("De fem är:"): such a list is one sentence, and comes whole.
    """
    parts: list[str] = []
    start = 0
    for border in _BORDER.finditer(text):
        if border["end"] and not _ends_sentence(text, start, border):
            continue
        if border["item"] and _in_announced_list(text[start : border.start()], text[border.end() :]):
            continue
        parts.append(text[start : border.end()].strip())
        start = border.end()
    parts.append(text[start:].strip())
    return [part for part in parts if part]


def _in_announced_list(before: str, after: str) -> bool:
    """Whether a list goes on or begins here that the sentence before announced."""
    last_line = before.rpartition("\n")[2]
    announced = before.rstrip().endswith(":") or bool(_ITEM.match(last_line) and ":\n" in before)
    return announced and _ITEM.match(after) is not None


def _ends_sentence(text: str, start: int, border: re.Match[str]) -> bool:
    following = _START.match(text, border.end())
    if following is None:
        return True
    first = following[1]
    if first.islower() or not first.isalnum():
        return False
    before = text[start : border.start()]
    if border["end"].startswith(("…", "..")):
        # "som Silvia, … Brandberg": something was left out, the sentence goes on.
        return before[-1:] not in {"", " ", "\n", ",", "[", "("}
    if border["end"] != "." or border["close"].strip(")]"):
        return True
    if _NUMBER_OF_ITEM.fullmatch(before):
        return False
    found = _LAST_WORD.search(before[-40:])
    if found is None:
        return True
    word = found.group()
    if _INITIAL.fullmatch(word) and word[-1].isupper():
        return False
    word = word.lower()
    return not (word in _BEFORE_MORE or (word in _BEFORE_FIGURE and first.isdigit()))
