"""What taking in the articles that were found would change. Nothing is written: a plan is shown and accepted first."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from itertools import zip_longest
from pathlib import Path
from typing import Any, Literal

from bot.material.importing.addresses import key, slug
from bot.material.importing.draft import PASTED, Draft, Found, mark_of, same_text
from bot.material.importing.markdown import as_markdown, with_state
from bot.material.model import Article, Material
from bot.material.reading import NEWS

Kind = Literal["new", "changed", "back", "gone", "checked", "unchanged", "double", "edited", "withdrawn", "refused"]
WRITTEN: tuple[Kind, ...] = ("new", "changed", "back", "gone", "checked")
"""The kinds that write a file."""
# After so many days a contact that still stands on its page counts as looked up again.
LOOKED_UP_AGAIN_DAYS = 90
# So many articles may vanish at one time; where more do, it is likelier that the website is out of order.
MOST_GONE = 3
MOST_GONE_SHARE = 0.2
_OPENING = 160


@dataclass(frozen=True)
class Change:
    """What happens to one article, as plain text that a page can show and hand back.

    Attributes:
        url: where the article stands, or stood.
        code: why, as a word for programs; `note` says it in a line for people.
        opening: how its text begins; `contacts` is who may be asked about it.
        was: the title, the date and the first paragraph that differs, as they are before; `becomes`: as they would be.
            Empty where no article is written over.
        file: below the folder of content; `text` is what it is to hold, `before` the hash of what it held.
    """

    kind: Kind
    url: str
    title: str = ""
    slug: str = ""
    code: str = ""
    note: str = ""
    published: str = ""
    opening: str = ""
    contacts: tuple[str, ...] = ()
    was: tuple[str, ...] = ()
    becomes: tuple[str, ...] = ()
    masked: int = 0
    file: str = ""
    text: str = ""
    before: str = ""

    @property
    def writes(self) -> bool:
        return self.kind in WRITTEN


def as_data(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """The changes as JSON can hold them."""
    return [asdict(change) for change in changes]


def from_data(data: Iterable[dict[str, Any]]) -> list[Change]:
    """What `as_data` gave."""
    return [Change(**{**one, **{name: tuple(one[name]) for name in ("contacts", "was", "becomes")}}) for one in data]


def plan(
    found: Sequence[Found], material: Material, folders: Sequence[Path], today: date, *, replace_edited: bool = False
) -> list[Change]:
    """What each article that was found changes, in the order of `found`.

    Args:
        folders: those of the material, the installation's own content last.
        replace_edited: whether the page wins where an article was changed here too.
    """
    planning = _Planning(
        material, folders, today, replace_edited, frozenset(key(f.address) for f in found if f.code == "gone")
    )
    # What was found first: an article that moved is not gone from where it stood.
    drafts = {number: planning.change(one) for number, one in enumerate(found) if one.draft}
    return [drafts[number] if one.draft else planning.missing(one) for number, one in enumerate(found)]


def too_many_gone(changes: Sequence[Change], material: Material) -> bool:
    """Whether so many articles are gone that nobody should hide them without having looked."""
    gone = sum(change.kind == "gone" for change in changes)
    imported = sum(article.imported is not None for article in material.shown)
    return gone > MOST_GONE and gone > MOST_GONE_SHARE * imported


def _source_key(source: str) -> str:
    """What is the same for the same page, or the same file's name."""
    return key(source) if "://" in source else f"file {source.lower()}"


def _difference(article: Article, draft: Draft) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What of an article a draft would change for its readers, as it is and as it would be."""
    pairs = zip_longest(article.paragraphs, draft.paragraphs, fillvalue="")
    before, after = next(((old, new) for old, new in pairs if old != new), ("", ""))
    was = (article.title, str(article.published or ""), before)
    becomes = (draft.title, str(draft.published or ""), after)
    return (was, becomes) if was != becomes else ((), ())


def digest(path: Path) -> str:
    """The hash of a file; empty where there is none."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""


class _Planning:
    def __init__(
        self, material: Material, folders: Sequence[Path], today: date, replace_edited: bool, gone: frozenset[str]
    ) -> None:
        self._folders = folders
        self._today = today
        self._replace = replace_edited
        self._gone = gone
        self._by_source: dict[str, Article] = {}
        self._by_text: dict[str, Article] = {}
        self._by_title: dict[str, Article] = {}
        for article in material.articles:
            if article.imported and article.imported.source != PASTED:
                self._by_source.setdefault(_source_key(article.imported.source), article)
            if article.url:
                self._by_source.setdefault(key(article.url), article)
            else:
                self._by_title.setdefault(article.title.casefold(), article)
            self._by_text.setdefault(same_text(article.paragraphs), article)
        self._slugs = {article.slug for article in material.articles}
        self._seen: dict[str, str] = {}
        self._found: set[str] = set()
        self._seen_texts: dict[str, str] = {}

    def change(self, found: Found) -> Change:
        """What an article that was found changes."""
        draft = found.draft
        assert draft is not None
        names = {_source_key(name) for name in (found.address, found.at, draft.source, draft.url)}
        names -= {_source_key(""), _source_key(PASTED)}
        if before := next((self._seen[name] for name in names if name in self._seen), None):
            return Change("double", found.address, draft.title, code="same_address", note=f"the same as {before}")
        article = next((self._by_source[name] for name in sorted(names) if name in self._by_source), None)
        text = same_text(draft.paragraphs)
        if article is None and text in self._seen_texts:
            note = f"the same text as {self._seen_texts[text]}"
            return Change("double", found.address, draft.title, code="same_text", note=note)
        if article is None:
            article = self._known_otherwise(draft, text)
            if article and article.url and key(article.url) not in self._gone:
                note = f"the same text as {article.slug} ({article.url})"
                return Change("double", found.address, draft.title, article.slug, code="same_text", note=note)
        self._seen |= dict.fromkeys(names, draft.url or found.address)
        self._seen_texts.setdefault(text, draft.url or found.address)
        if article is None:
            return self._new(draft)
        self._found.add(article.slug)
        return self._known(draft, article)

    def missing(self, found: Found) -> Change:
        """What it means that there is no article where one was looked for."""
        article = self._by_source.get(_source_key(found.address))
        if article and found.code == "gone" and article.slug in self._found:
            return Change("unchanged", found.address, article.title, article.slug, "moved", "it stands elsewhere now")
        if found.code != "gone" or article is None or article.imported is None:
            return Change("refused", found.address, code=found.code, note=found.why)
        if article.withdrawn:
            return Change(
                "withdrawn", found.address, article.title, article.slug, found.code, "gone, and hidden already"
            )
        text = with_state(article.path.read_text(encoding="utf-8-sig"), withdrawn=True, gone=self._today)
        note = f"gone from the website ({found.why})"
        return self._write("gone", article, article.title, text, url=found.address, code="gone", note=note)

    def _known_otherwise(self, draft: Draft, text: str) -> Article | None:
        """An article of the same text, or one without an address of the same title."""
        return self._by_text.get(text) or self._by_title.get(draft.title.casefold())

    def _new(self, draft: Draft) -> Change:
        name = base = slug(draft.url or ("" if draft.source == PASTED else draft.source), draft.title)
        number = 1
        while name in self._slugs:
            number += 1
            name = f"{base}-{number}"
        self._slugs.add(name)
        text = as_markdown(draft, self._today, page=draft.mark)
        return self._of_draft(
            Change("new", draft.url or draft.source, slug=name, file=f"{NEWS}/{name}.md", text=text), draft
        )

    def _known(self, draft: Draft, article: Article) -> Change:
        draft = replace(draft, published=draft.published or article.published)
        page = draft.mark
        merged = replace(
            draft,
            url=draft.url or article.url,
            section=draft.section or article.section,
            contact=draft.contact or article.contact,
        )
        about = Change("unchanged", merged.url or draft.source, draft.title, article.slug)
        imported, now = article.imported, mark_of(article)
        if article.withdrawn and not (imported and imported.gone):
            return replace(about, kind="withdrawn", code="withdrawn", note="withdrawn here, and stays so")
        moved = bool(merged.url) and (not article.url or key(article.url) != key(merged.url))
        if imported:
            same, edited = now == merged.mark or imported.page == page, now != imported.file
        else:  # written here: the same words on the website make it the website's
            same, edited = same_text(article.paragraphs) == same_text(draft.paragraphs), True
        text, kept = as_markdown(merged, self._today, page=page, keep=article), False
        if not same and edited and not self._replace:
            note = "changed on the website, and here too: what stands here was kept (--replace takes the website's)"
            return replace(about, kind="edited", code="edited", note=note)
        if article.withdrawn:
            change = self._write(
                "back", article, merged.title, text, code="back", note="back on the website, and shown again"
            )
        elif not same or (self._replace and merged.mark != now):
            change = self._write("changed", article, merged.title, text, code="changed", note="changed on the website")
        elif moved:
            if kept := bool(imported and edited):
                text = with_state(article.path.read_text(encoding="utf-8-sig"), url=merged.url)
            note = "has an address now" if not article.url else f"moved, from {article.url}"
            change = self._write("changed", article, merged.title, text, code="moved", note=note)
        elif self._is_old(article) and merged.contacts and merged.mark == now:
            note = "its contacts still stand on its page"
            change = self._write("checked", article, merged.title, text, code="checked", note=note)
        else:
            return about
        shown = self._of_draft(replace(change, url=about.url), merged)
        was, becomes = ((), ()) if kept else _difference(article, merged)
        return replace(shown, was=was, becomes=becomes)

    def _is_old(self, article: Article) -> bool:
        return any((self._today - one.fact.checked_on).days > LOOKED_UP_AGAIN_DAYS for one in article.contacts)

    def _write(
        self, kind: Kind, article: Article, title: str, text: str, *, code: str, note: str, url: str = ""
    ) -> Change:
        file = next(
            f"{NEWS}/{article.path.relative_to(folder / NEWS).as_posix()}"
            for folder in self._folders
            if article.path.is_relative_to(folder / NEWS)
        )
        before = digest(self._folders[-1] / file)
        return Change(kind, url, title, article.slug, code, note, file=file, text=text, before=before)

    @staticmethod
    def _of_draft(change: Change, draft: Draft) -> Change:
        """The change with what a preview shows of the draft."""
        opening = draft.paragraphs[0]
        if len(opening) > _OPENING:
            opening = f"{opening[:_OPENING].rpartition(' ')[0]} …"
        return replace(
            change,
            title=draft.title,
            published=str(draft.published or ""),
            opening=opening,
            contacts=tuple(", ".join(filter(None, one)) for one in draft.contacts),
            masked=draft.masked,
        )
