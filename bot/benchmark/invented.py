"""An invented site of any size: Markdown articles of real Swedish words that mean nothing together.

The words come as often as in Swedish (Zipf's law over wordfreq's list), so that an index of them is as dense, and its
lists as long, as those of a real site. The same size and seed give the same site.
"""

import random
from itertools import accumulate
from pathlib import Path

from wordfreq import top_n_list

PARAGRAPHS = 5
"""In each article; a paragraph is a passage."""
_SENTENCES = 3
_WORDS = (8, 16)
_VOCABULARY = 30_000
_TELLING = 7  # letters that make a word worth asking for
_FIRST = ("Anna", "Bo", "Carin", "Dan", "Eva", "Folke", "Greta", "Hans", "Ida", "Jan", "Karin", "Lars", "Mona", "Nils")
_BEGIN = ("Alm", "Björk", "Ek", "Furu", "Gran", "Hassel", "Lönn", "Pil", "Rönn", "Sälg")
_LAST = ("berg", "dal", "fors", "gren", "holm", "kvist", "lind", "mark", "näs", "strand")
_QUESTIONS = (
    "Vad gäller för {0} och {1}?",
    "När var {0} med {1}?",
    "Hur många {0} finns det i {1}?",
    "varför {0} {1} {2}",
    "Vem ansvarar för {0}?",
    "Finns det någon nyhet om {0} och {1}?",
    "Vem är {name}?",
    "Vad betyder {0} för {1}?",
)


class Writer:
    """Writes sentences of real Swedish words, the same for the same seed."""

    def __init__(self, seed: int = 1) -> None:
        self.chance = random.Random(seed)
        self.words = [word for word in top_n_list("sv", _VOCABULARY) if word.isalpha()]
        self._weights = list(accumulate(1 / rank for rank in range(1, len(self.words) + 1)))

    def sentence(self, least: int, most: int) -> str:
        """So many words, without a sign at the end."""
        count = self.chance.randint(least, most)
        return " ".join(self.chance.choices(self.words, cum_weights=self._weights, k=count)).capitalize()


def write_site(news: Path, passages: int, seed: int = 1) -> list[str]:
    """Write articles with so many paragraphs in all into a folder, and give a question for each article."""
    writer = Writer(seed)
    chance = writer.chance
    news.mkdir(parents=True)
    questions = []
    for number in range(-(-passages // PARAGRAPHS)):
        name = f"{chance.choice(_FIRST)} {chance.choice(_BEGIN)}{chance.choice(_LAST)}"
        count = min(PARAGRAPHS, passages - number * PARAGRAPHS)
        body = [_paragraph(writer, name if part == 0 else "") for part in range(count)]
        title = writer.sentence(*_WORDS)[:60].strip()
        day = f"20{chance.randint(19, 26)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        text = f'---\ntitle: "{title}"\npublished: {day}\n---\n\n' + "\n\n".join(body) + "\n"
        (news / f"nyhet-{number:06}.md").write_text(text, encoding="utf-8")
        telling = sorted({word.strip(".").lower() for word in body[-1].split() if len(word) >= _TELLING})
        asked = chance.sample(telling, min(3, len(telling))) or ["något"]
        questions.append(chance.choice(_QUESTIONS).format(*(asked * 3)[:3], name=name))
    return questions


def _paragraph(writer: Writer, name: str) -> str:
    sentences = [f"{writer.sentence(*_WORDS)}." for _ in range(_SENTENCES)]
    return " ".join([*sentences, *([f"Det säger {name}."] if name else [])])
