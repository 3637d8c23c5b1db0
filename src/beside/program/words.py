"""A site's own words, in every translated sentence, without a template knowing of them.

Django asks a translation object for each sentence. Ours stands beside it: what a catalogue knows is
kept with the site's words put in, and what none knows (English, which is the source) is answered by
a fallback that puts them in as it is asked. `refresh()` looks, with one small query, whether the
words have changed; a request and each round of the worker begin with it.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache
from gettext import NullTranslations
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_noop, trans_real

from beside.program.meanwhile import sign
from beside.program.models import Vocabulary as Row
from beside.rules.vocabulary import Forms, Vocabulary

_CONTEXT = "\x04"  # between a message and what it is said of

# Our words. In another language they are what its catalogue says for them.
TERMS: dict[str, Forms] = {
    "peer_support": Forms(gettext_noop("peer support")),
    "supporter": Forms(gettext_noop("peer supporter"), gettext_noop("peer supporters")),
    "coordinator": Forms(gettext_noop("coordinator"), gettext_noop("coordinators")),
    "lead": Forms(gettext_noop("program lead"), gettext_noop("program leads")),
    "campus": Forms(gettext_noop("campus"), gettext_noop("campuses")),
    "department": Forms(gettext_noop("department"), gettext_noop("departments")),
    "clinician": Forms(gettext_noop("clinician"), gettext_noop("clinicians")),
}

KEPT_IN_MEMORY = 512

Version = tuple[tuple[str, str, str, str], ...]
_lock = threading.Lock()
_version: Version | None = None
_spoken: dict[str, Vocabulary] = {}


class Answering(NullTranslations):
    """Answers for a sentence that no catalogue has: the sentence itself, in the site's words."""

    def __init__(self, words: Vocabulary) -> None:
        super().__init__()
        self._say = lru_cache(maxsize=4096)(words.say)

    def gettext(self, message: str) -> str:
        return self._say(message.rpartition(_CONTEXT)[2])

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


def refresh() -> None:
    """Put in what the site says now; nothing to do while it has not changed."""
    global _version
    before = _version
    version = _read()
    if version == before and _all_stand():
        return
    with _lock:
        if _version is not before:  # somebody put in others meanwhile, which may be newer than ours
            version = _read()
        for language, _name in settings.LANGUAGES:
            _put_in(language, _theirs(version, language))
        _version = version


def _read() -> Version:
    with connection.cursor() as cursor:
        cursor.execute(*_question())
        return tuple(cursor.fetchall())


@lru_cache(maxsize=1)
def _question() -> tuple[str, Any]:
    """Composed once: it is asked at every request, and never differs."""
    rows = Row.objects.order_by("language", "term")
    return rows.values_list("language", "term", "singular", "plural").query.sql_with_params()


def version() -> Version | None:
    """The words as this process says them now: another value whenever they are others."""
    return _version


def middleware(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Any:
    """Each request is answered in the words of this site as they are now."""

    def inner(request: HttpRequest) -> HttpResponseBase:
        with suppress(DatabaseError):  # then in the words of a moment ago
            refresh()
        return get_response(request)

    return inner


def forget_process_state() -> None:
    """As in a process that has just begun."""
    global _version
    with _lock:
        for language, _name in settings.LANGUAGES:
            _put_in(language, {})
        _version = None


def vocabulary(language: str, theirs: dict[str, Forms]) -> Vocabulary:
    """Our words in this language, with these in their place."""
    return Vocabulary(ours(language), theirs, is_english=language.partition("-")[0] == "en")


def ours(language: str) -> dict[str, Forms]:
    """What we call each thing in this language; what its catalogue does not know is left out."""
    whole = _whole(trans_real.translation(language))
    is_source = language.partition("-")[0] == "en"
    found = {
        term: Forms(whole.get(own.one, own.one), whole.get(own.many, own.many) if own.many else "")
        for term, own in TERMS.items()
    }
    return {term: own for term, own in found.items() if is_source or own != TERMS[term]}


def theirs(language: str) -> dict[str, Forms]:
    """What this site calls them, where it has a word of its own."""
    rows = Row.objects.filter(language=language, term__in=TERMS)
    return {row.term: Forms(row.singular, row.plural) for row in rows}


def mark(language: str) -> str:
    """The sign of what this site calls them now, in this language."""
    rows = Row.objects.filter(language=language).order_by("term")
    return sign(rows.values_list("term", "singular", "plural"))


def as_it_stands(sentence: str, words: Vocabulary, language: str) -> str:
    """One sentence of ours in this language and these words, whatever the site says now."""
    whole = _whole(trans_real.translation(language))
    several = _several(words.ours)
    return words.say(whole.get(sentence, sentence), of_several=_is_of_several(sentence, several))


def say(text: str, language: str) -> str:
    """A text of ours that stands in no catalogue (a page to read), in the words of this site."""
    words = _spoken.get(language)
    return _said(words, text) if words else text


@lru_cache(maxsize=KEPT_IN_MEMORY)
def _said(words: Vocabulary, text: str) -> str:
    return words.say(text)


def _theirs(version: Version, language: str) -> dict[str, Forms]:
    return {
        term: Forms(one, many)
        for where, term, one, many in version
        if where == language and term in TERMS
    }


def _put_in(language: str, said: dict[str, Forms]) -> None:
    """Each swap is one assignment: another thread reads the old words or the new ones."""
    translation: Any = trans_real.translation(language)
    whole = _whole(translation)
    words = vocabulary(language, said)
    several = _several(words.ours)
    catalogue: Any = trans_real.TranslationCatalog()
    catalogue._plurals = list(whole._plurals)
    catalogue._catalogs = [
        {
            key: words.say(text, of_several=_is_of_several(key, several)) if key else text
            for key, text in one.items()
        }
        for one in whole._catalogs
    ]
    _spoken[language] = words
    translation._catalog = catalogue if said else whole
    if language.partition("-")[0] == "en":
        translation._fallback = Answering(words) if said else translation.before_ours
    translation.has_our_words = True


def _several(ours: Mapping[str, Forms]) -> re.Pattern[str] | None:
    """What English says of several, where this language has one word for one and for several."""
    many = [TERMS[term].many for term, own in ours.items() if own.one == own.many]
    return re.compile(rf"\b(?:{'|'.join(many)})\b", re.IGNORECASE) if many else None


def _is_of_several(key: Any, several: re.Pattern[str] | None) -> bool:
    """Whether the English sentence, or this form of its plural, speaks of several."""
    if several is None:
        return False
    return bool(key[1]) if isinstance(key, tuple) else bool(several.search(key))


def _whole(translation: Any) -> Any:
    """The catalogue as it was read from its files, before any word of a site."""
    if "whole" not in vars(translation):
        translation.whole = translation._catalog
        translation.before_ours = translation._fallback
    return translation.whole


def _all_stand() -> bool:
    """Whether no translation object was made anew since (as tests of settings do)."""
    return all(
        "has_our_words" in vars(trans_real.translation(one)) for one, _ in settings.LANGUAGES
    )
