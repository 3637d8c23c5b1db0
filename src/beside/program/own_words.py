"""What a program says in its own words: the texts it has written, and its words for what is ours.

A text stands in the language the program writes in, and its translations beside it, in the same
row: whoever reads the row has them all, and no page asks for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

Translations = Mapping[str, Mapping[str, str]]  # by language, then by the name of the field


class OwnWords(models.Model):
    """A row in which the program speaks itself."""

    own_words: ClassVar[tuple[str, ...]]  # the fields that may stand in other languages too
    translated = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True


def say(row: Any, name: str, written_in: str) -> tuple[str, str]:
    """As the language of the page has it, else as it was written; and in which language that is."""
    here = get_language() or settings.LANGUAGE_CODE
    translations: Translations = getattr(row, "translated", {}) if here != written_in else {}
    theirs = translations.get(here, {}).get(name, "")
    return (theirs, here) if theirs else (str(getattr(row, name)), written_in)


def marked(words: str, language: str) -> SafeString:
    """On a page: with its language, where that is not the language of the page."""
    if not words or language == get_language():
        return escape(words)
    return format_html('<span lang="{}">{}</span>', language, words)


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
