"""Every page as it stands: the shipped text, or what the program has put in its place."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language

from beside.learning import shipped
from beside.learning.models import Page, Version
from beside.learning.shipped import ENGLISH, LANGUAGES, Words

# The program's own pages stand before the references, which come last.
OWN = 95


@dataclass(frozen=True)
class Standing:
    """What is in force in one language. Number 0: the shipped text, or nothing yet."""

    slug: str
    language: str
    words: Words | None
    number: int = 0
    version: Version | None = None

    @property
    def is_as_shipped(self) -> bool:
        return self.version is None or self.version.is_shipped

    @property
    def age(self) -> int:
        """Which of two texts was kept later; a shipped text that nobody touched is the oldest."""
        return self.version.pk if self.version else 0


@dataclass(frozen=True)
class Shown:
    """A page as somebody reads it: in their language, or in English where there is no other."""

    slug: str
    words: Words
    language: str
    is_theirs: bool  # whether it is the language they asked for


class Library:
    """All pages, in two queries."""

    def __init__(self) -> None:
        self._pages = {one.slug: one for one in Page.objects.all()}
        self._written = {
            (one.page.slug, one.language): one for one in Version.objects.all().standing()
        }

    def slugs(self) -> list[str]:
        """Shipped and own, in their order."""
        orders = shipped.orders()
        own = [slug for slug in self._pages if slug not in orders]
        return sorted([*orders, *own], key=lambda slug: orders.get(slug, OWN))

    def is_hidden(self, slug: str) -> bool:
        return slug in self._pages and self._pages[slug].is_hidden

    def standing(self, slug: str, language: str) -> Standing:
        version = self._written.get((slug, language))
        number = version.number if version else 0
        return Standing(slug, language, words_of(version, slug, language), number, version)

    def title(self, slug: str) -> tuple[str, str]:
        """What a page is called, hidden or not, and in which language: the reader's first."""
        for code in dict.fromkeys((readers_language(), ENGLISH, *LANGUAGES)):
            if (words := self.standing(slug, code).words) is not None:
                return words.title, code
        return slug, ENGLISH

    def shown(self, slug: str, language: str) -> Shown | None:
        """What a reader of this language gets; None where there is no such page for anyone."""
        if self.is_hidden(slug):
            return None
        for one in dict.fromkeys((language, ENGLISH, *LANGUAGES)):
            words = self.standing(slug, one).words
            if words is not None:
                return Shown(slug, words, one, one == language)
        return None

    def readable(self) -> frozenset[str]:
        """The addresses that lead to a page for whoever follows a link."""
        return frozenset(one.slug for one in self.all_shown(ENGLISH))

    def all_shown(self, language: str) -> list[Shown]:
        found = (self.shown(slug, language) for slug in self.slugs())
        return [one for one in found if one is not None]


def words_of(version: Version | None, slug: str, language: str) -> Words | None:
    """The words that a version stands for; of none, the shipped ones."""
    if version is None or version.is_shipped:
        return shipped.words(slug, language)
    return Words(version.title, version.summary, version.body, version.sources)


def readers_language() -> str:
    """The language this page is read in, without its country."""
    return (get_language() or ENGLISH).partition("-")[0]
