"""Reading the file of danger patterns, with an error that a person can mend for all that is wrong in it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

import yaml

from bot.language.phrases import Groups, Part, PhraseError, Spell, either, parse, phrase
from bot.language.spoken import Speller, fold, speller

Kind = Literal["violence", "sexual_exploitation", "sextortion", "honour_violence", "suicide", "own_violence"]
Who = Literal["self", "other"]
Gender = Literal["", "man", "woman", "trans"]
Wide = Literal["", "somewhat", "very"]
KINDS: tuple[Kind, ...] = get_args(Kind)
WHO: tuple[Who, ...] = get_args(Who)
WIDE: tuple[Wide, ...] = get_args(Wide)
LISTS = ("harmless", "about", "quoting", "young", "child", "adult", "trans", "woman", "man", "man_other", "acute")

Name = TypeVar("Name", bound=str)
# Ten times as fast, where the platform has it.
_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TOP = ("spoken", "common", "groups", *LISTS, "rules")
_RULE = ("id", "kind", "acute", "who", "young", "certain", "wide", "phrases", "match", "no_match")


class PatternError(Exception):
    """The patterns cannot be used. The text is "file:line: what is wrong; how to mend it"."""

    def __init__(self, path: Path, line: int, what: str) -> None:
        super().__init__(f"{path}:{line}: {what}.")
        self.path = path
        self.line = line


@dataclass(frozen=True)
class Rule:
    """A rule without its phrases, with its examples.

    `certain`: it holds also where the message asks about the subject in general. `wide`: it holds only where the
    message is like the examples of danger, too, so much; who is in danger they tell.
    """

    id: str
    kind: Kind
    acute: bool
    who: Who
    young: bool
    certain: bool
    wide: Wide
    match: tuple[str, ...]
    no_match: tuple[str, ...]


@dataclass(frozen=True)
class PatternFile:
    """What the file holds: the rules, and the phrases of the general lists and, as "rule <id>", of the rules."""

    rules: tuple[Rule, ...]
    speller: Speller
    lists: dict[str, list[Part]]


def read_patterns(path: Path) -> PatternFile:
    """Read and check the file.

    Raises:
        PatternError: at the first thing that is wrong.
    """
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except (OSError, UnicodeDecodeError) as error:
        raise PatternError(path, 1, f"the file cannot be read ({error}); put it there, saved as UTF-8") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise PatternError(path, line, f"not YAML ({error.problem}); look at the indentation and colons") from error
    except yaml.YAMLError as error:
        raise PatternError(path, 1, f"not YAML ({error}); take odd signs out") from error
    return _Reader(path).read(node)


class _Reader:
    """Goes through the nodes of the file, which know their lines."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._spoken: dict[str, str] = {}
        self._groups: dict[str, Part] = {}

    def read(self, node: yaml.Node | None) -> PatternFile:
        top = dict(self._pairs(node, "the file", _TOP))
        for line, text in self._lines(top.get("spoken")):
            self._read_spoken(line, text)
        common = [word for _, text in self._lines(top.get("common")) for word in fold(text).split()]
        for name, value in self._pairs(top["groups"], "groups") if "groups" in top else ():
            self._groups[name] = self._group(value)
        lists = {name: self._phrases(top.get(name)) for name in LISTS}
        rules = []
        for rule_node in self._items(top.get("rules"), node):
            rule, phrases = self._rule(rule_node)
            if f"rule {rule.id}" in lists:
                raise self._error(rule_node, f"there is a rule {rule.id!r} already; give this one an id of its own")
            lists[f"rule {rule.id}"] = phrases
            rules.append(rule)
        words = {word for name in lists if name.startswith("rule ") for found in lists[name] for word in found.words}
        return PatternFile(tuple(rules), speller(self._spoken, words, common), lists)

    def _read_spoken(self, line: int, text: str) -> None:
        said, equals, meant = text.partition("=")
        pair = [word for side in (said, meant) for word in fold(side).split()[1:-1]]
        if not equals or len(pair) != 2:
            raise PatternError(self._path, line, f"{text!r} is no pair; write one word, =, one word: mej = mig")
        self._spoken[pair[0]] = pair[1]

    def _spell(self, word: str) -> str:
        return self._spoken.get(word, word)

    def _group(self, node: yaml.Node) -> Part:
        lines = self._lines(node)
        if not lines:
            raise self._error(node, "this group is empty; write its words, one a line, below |")
        return either([self._understand(parse, line, text) for line, text in lines])

    def _phrases(self, node: yaml.Node | None) -> list[Part]:
        return [self._understand(phrase, line, text) for line, text in self._lines(node)]

    def _understand(self, how: Callable[[str, Groups, Spell], Part], line: int, text: str) -> Part:
        try:
            return how(text, self._groups, self._spell)
        except PhraseError as error:
            raise PatternError(self._path, line, str(error)) from error

    def _rule(self, node: yaml.Node) -> tuple[Rule, list[Part]]:
        fields = dict(self._pairs(node, "a rule", _RULE))
        for name in ("id", "kind", "phrases", "match", "no_match"):
            if name not in fields or not self._text(fields[name]).strip():
                raise self._error(node, f"this rule has no {name!r}; write it")
        rule = Rule(
            id=self._text(fields["id"]).strip(),
            kind=self._one_of(fields["kind"], KINDS),
            acute=self._yes(fields.get("acute")),
            who=self._one_of(fields["who"], WHO) if "who" in fields else "self",
            young=self._yes(fields.get("young")),
            certain=self._yes(fields.get("certain")),
            wide=self._one_of(fields["wide"], WIDE) if "wide" in fields else "",
            match=tuple(text for _, text in self._lines(fields["match"])),
            no_match=tuple(text for _, text in self._lines(fields["no_match"])),
        )
        return rule, self._phrases(fields["phrases"])

    def _pairs(self, node: yaml.Node | None, what: str, names: tuple[str, ...] = ()) -> Iterator[tuple[str, yaml.Node]]:
        if not isinstance(node, yaml.MappingNode):
            raise self._error(node, f"{what} must be names, each with a colon and its content")
        seen = set()
        for key, value in node.value:
            name = self._text(key)
            if names and name not in names:
                raise self._error(key, f"{what} has {name!r}, which nobody reads; it may have {', '.join(names)}")
            if name in seen:
                raise self._error(key, f"{name!r} stands here twice; take one out")
            seen.add(name)
            yield name, value

    def _items(self, node: yaml.Node | None, parent: yaml.Node | None) -> list[yaml.Node]:
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            raise self._error(node or parent, "there are no rules; write them below rules:, each beginning with - id:")
        return list(node.value)

    def _text(self, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode):
            raise self._error(node, "here must be text; write lines of text below |")
        return str(node.value)

    def _lines(self, node: yaml.Node | None) -> list[tuple[int, str]]:
        """The lines of a block of text with their numbers, without empty ones and comments."""
        if node is None:
            return []
        text = self._text(node)
        # The text of a block (|) begins on the line below its sign.
        first = node.start_mark.line + (2 if isinstance(node, yaml.ScalarNode) and node.style in {"|", ">"} else 1)
        lines = ((number, line.partition("#")[0].strip()) for number, line in enumerate(text.split("\n"), first))
        return [(number, line) for number, line in lines if line]

    def _one_of(self, node: yaml.Node, names: tuple[Name, ...]) -> Name:
        value = self._text(node).strip()
        if value not in names:
            raise self._error(node, f"{value!r} is not known here; write one of {', '.join(names)}")
        return names[names.index(value)]

    def _yes(self, node: yaml.Node | None) -> bool:
        return node is not None and self._one_of(node, ("true", "false")) == "true"

    def _error(self, node: yaml.Node | None, what: str) -> PatternError:
        return PatternError(self._path, node.start_mark.line + 1 if node is not None else 1, what)
