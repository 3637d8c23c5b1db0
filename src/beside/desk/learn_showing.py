"""What the desk shows of a page to read: a look at a text, the other language, its history."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from beside.desk.learn_forms import language_name
from beside.learning import rendering
from beside.learning.models import Version
from beside.learning.shipped import LANGUAGES, Words
from beside.learning.standing import Library, Standing, words_of


@dataclass(frozen=True)
class Look:
    """A text as a reader would see it."""

    language: str
    title: str
    summary: str
    text: SafeString
    sources: tuple[SafeString, ...]


@dataclass(frozen=True)
class Beside:
    """The same page in another language, and whether it was changed after this one."""

    name: str
    look: Look
    is_newer: bool
    standing: Standing


@dataclass(frozen=True)
class Kept:
    """One line of the history."""

    number: int
    version: Version | None  # None: the shipped text
    is_in_force: bool


def looked_at(words: Words, language: str, library: Library) -> Look:
    readable = library.readable()
    return Look(
        language,
        words.title,
        words.summary,
        rendering.draft(words.body, language, readable),
        rendering.draft_sources(words.sources, language, readable),
    )


def beside(library: Library, here: Standing) -> Beside | None:
    """The other language's text; None where the page is in no other."""
    for code in LANGUAGES:
        there = library.standing(here.slug, code)
        if code != here.language and there.words is not None:
            look = looked_at(there.words, code, library)
            return Beside(language_name(code), look, there.age > here.age, there)
    return None


def history(here: Standing) -> list[Kept]:
    """Every version, newest first, and the shipped text at the foot where there is one."""
    versions = Version.objects.of(here.slug, here.language)
    found = [Kept(one.number, one, one.number == here.number) for one in versions]
    if words_of(None, here.slug, here.language) is not None:
        found.append(Kept(0, None, here.number == 0))
    return found
