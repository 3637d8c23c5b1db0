"""The pages as they are shipped: Markdown files with a few lines in front, read once a process."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from beside.program import words as site

FOLDER = Path(__file__).resolve().parent / "pages"
ENGLISH = "en"
LANGUAGES = (ENGLISH, "es")


@dataclass(frozen=True)
class Words:
    """A page's text in one language. `sources` has one a line."""

    title: str
    summary: str
    body: str
    sources: str = ""


@dataclass(frozen=True)
class Shipped:
    """One file."""

    slug: str
    language: str
    order: int
    words: Words
    is_quoted: bool = False  # full of names and titles, which a site's own words leave alone


@cache
def texts() -> Mapping[tuple[str, str], Shipped]:
    """Every shipped text, by address and language."""
    catalogue = sources()
    found = [
        read(path.read_text(encoding="utf-8"), path.stem, language, catalogue)
        for language in LANGUAGES
        for path in sorted((FOLDER / language).glob("*.md"))
    ]
    return {(one.slug, one.language): one for one in found}


@cache
def sources() -> Mapping[str, str]:
    """What the pages rest on, by the short name under which a page asks for it."""
    held = tomllib.loads((FOLDER / "sources.toml").read_text(encoding="utf-8"))
    return {name: str(one["is"]) for name, one in held.items()}


def words(slug: str, language: str) -> Words | None:
    """The shipped text, in the words of this site. Sources stay as they were published."""
    found = texts().get((slug, language))
    if found is None or found.is_quoted:
        return found.words if found else None
    ours = found.words
    title, summary, body = (
        site.say(one, language) for one in (ours.title, ours.summary, ours.body)
    )
    return Words(title, summary, body, ours.sources)


def orders() -> Mapping[str, int]:
    """The shipped pages and the place of each, as the English files have it."""
    return {slug: one.order for (slug, language), one in texts().items() if language == ENGLISH}


def read(text: str, slug: str, language: str, catalogue: Mapping[str, str]) -> Shipped:
    """One file: the lines between the dashes, and the Markdown after them."""
    _before, front, body = text.split("---\n", 2)
    lines = (line.partition(":") for line in front.splitlines() if line)
    said = {name.strip(): value.strip() for name, _colon, value in lines}
    asked_for = [catalogue[name] for name in said["sources"].split()]
    told = Words(said["title"], said["summary"], body.strip() + "\n", "\n".join(asked_for))
    return Shipped(slug, language, int(said["order"]), told, is_quoted="quoted" in said)
