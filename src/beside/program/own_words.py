"""What a program says in its own words: the texts it has written, and its words for what is ours.

A text stands in the language the program writes in, and its translations beside it, in the same
row: whoever reads the row has them all, and no page asks for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

Translations = Mapping[str, Mapping[str, str]]  # by language, then by the name of the field


class OwnWords(models.Model):
    """A row in which the program speaks itself."""

    own_words: ClassVar[tuple[str, ...]]  # the fields that may stand in other languages too
    shipped: ClassVar[frozenset[str]] = frozenset()  # words that came with us, if left as they were
    as_entered: ClassVar[tuple[str, ...]] = ()  # of these, what the site's vocabulary leaves alone
    translated = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True


class Said(str):
    """Words that know their language: a page prints them marked with it, where it is another."""

    __slots__ = ("language",)
    language: str

    def __new__(cls, words: str, language: str) -> Self:
        said = super().__new__(cls, words)
        said.language = language
        return said

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]
        return str(self), self.language

    def __html__(self) -> str:
        return marked(self, self.language)

    @property
    def within(self) -> Said:
        """As it stands within a sentence: `nurse`, but `CRNA`."""
        is_short_for = self[1:2].isupper()
        return self if is_short_for else Said(self[:1].lower() + self[1:], self.language)


def say(row: Any, name: str, written_in: str) -> Said:
    """As the language of the page has it, else as it was written.

    Words that came with us and were left as they were come from the catalogue of that language,
    and so in the site's own vocabulary.
    """
    here = get_language() or settings.LANGUAGE_CODE
    translations: Translations = getattr(row, "translated", {}) if here != written_in else {}
    if theirs := translations.get(here, {}).get(name, ""):
        return Said(theirs, here)
    original = str(getattr(row, name))
    if original not in getattr(row, "shipped", ()):
        return Said(original, written_in)
    is_as_entered = here == settings.LANGUAGE_CODE and name in row.as_entered
    return Said(original if is_as_entered else _(original), here)


def filled(sentence: str, **parts: str) -> SafeString:
    """A sentence with `%(these)s` filled in, each part still marked with its own language."""
    escaped: dict[str, SafeString] = {name: conditional_escape(one) for name, one in parts.items()}
    return SafeString(escape(sentence) % escaped)


def marked(words: str, language: str) -> SafeString:
    """On a page: with its language, where that is not the language of the page."""
    if not words or language == get_language():
        return escape(str(words))
    return format_html('<span lang="{}">{}</span>', language, str(words))


def joined(parts: Iterable[str], between: str = ", ") -> SafeString:
    """These one after the other, each still marked with its own language."""
    return format_html_join(between, "{}", ((one,) for one in parts))


def kept(translations: Translations, names: Iterable[str]) -> dict[str, dict[str, str]]:
    """What is worth keeping: words, in a language that pages have, of what may be translated."""
    found = {
        code: {name: words for name in names if (words := translations.get(code, {}).get(name))}
        for code, _name in settings.LANGUAGES
    }
    return {code: said for code, said in found.items() if said}


class Vocabulary(models.Model):
    """A word of ours that this site says in its own way, in one language."""

    plane = "program"
    classes: ClassVar[dict[str, str]] = {
        "id": "runs",
        "term": "describes",
        "language": "describes",
        "singular": "describes",
        "plural": "describes",
    }

    term = models.CharField(max_length=20)
    language = models.CharField(max_length=12)
    singular = models.CharField(max_length=40)
    plural = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        verbose_name_plural = "vocabularies"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["term", "language"], name="one_word_for_a_term"),
        ]

    def __str__(self) -> str:
        return self.singular
