"""A site's own words in our sentences: whole words, case kept, one for one and many for many.

Nothing is replaced inside another word, a placeholder, a tag, an address or a name of a command.
All terms are looked for at once and the longest is taken, so that "peer supporter" is never half
replaced by the words for "peer support", and no replaced word is replaced again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

# What a sentence may hold that is no word of it: tags, placeholders, entities, addresses, e-mails.
_NOT_WORDS = (
    r"<[^>]*>",
    r"%\(\w+\)[-#0 +]*\d*(?:\.\d+)?\w",
    r"%[sdr%]",
    r"\{[^{}]*\}",
    r"&#?\w+;",
    r"`[^`]*`",
    r"\b[a-z][a-z0-9+.-]*:/{0,2}[^\s<>\"“”]*[^\s<>\"“”.,;:!?)]",
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    r"(?<![\w/])/[\w./-]+",
    r"\b(?:[\w-]+\.)+(?:org|edu|com|gov|net|html|css|py|md)\b",
)
_FORBIDDEN = re.compile(r"[<>&%{}\"`\\=]|[\x00-\x1f]")
LONGEST = 40


@dataclass(frozen=True)
class Forms:
    """One thing and several of it. What has no several (peer support) leaves it empty."""

    one: str
    many: str = ""


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Our words and, for some, the site's. Compared by identity: it is built once and kept."""

    ours: Mapping[str, Forms]
    theirs: Mapping[str, Forms]
    is_english: bool = True
    _places: Mapping[str, str] = field(init=False)
    _several: Mapping[str, str] = field(init=False)
    _pattern: re.Pattern[str] | None = field(init=False)

    def __post_init__(self) -> None:
        found = _places(self.ours, self.theirs)
        # A word that is the same for one and for several is taken for one unless somebody says so.
        places = dict(reversed(found))
        object.__setattr__(self, "_places", places)
        object.__setattr__(self, "_several", dict(found))
        changed = any(_ours != theirs for _ours, theirs in places.items())
        object.__setattr__(self, "_pattern", _pattern(places, self.is_english) if changed else None)

    def say(self, sentence: str, *, of_several: bool = False) -> str:
        """The sentence in the site's words.

        `of_several`: where our word is the same for one and for several, several are meant.
        """
        if self._pattern is None:
            return sentence
        places = self._several if of_several else self._places
        return self._pattern.sub(partial(self._one, places), sentence)

    def _one(self, places: Mapping[str, str], found: re.Match[str]) -> str:
        word = found["word"]
        if word is None:
            return found[0]
        theirs = places[" ".join(word.lower().split())]
        if theirs == " ".join(word.lower().split()):
            return found[0]
        article = found["article"] if self.is_english else None
        said = _as_written(theirs, word)
        return f"{_article(article, said)}{found['gap']}{said}" if article else said


def problem(word: str) -> bool:
    """Whether this could break a page, a placeholder or a tag if it stood in a sentence."""
    return bool(_FORBIDDEN.search(word)) or len(word) > LONGEST


def _places(ours: Mapping[str, Forms], theirs: Mapping[str, Forms]) -> list[tuple[str, str]]:
    """Each form of ours, in small letters, with what stands there instead: itself if nothing."""
    found = []
    for term, own in ours.items():
        new = theirs.get(term, own)
        if problem(new.one) or problem(new.many) or not new.one:
            new = own
        found.append((own.one.lower(), new.one if new is not own else own.one.lower()))
        if own.many:
            many = (new.many or new.one) if new is not own else own.many.lower()
            found.append((own.many.lower(), many))
    return [(form, said) for form, said in found if form]


def _pattern(places: Mapping[str, str], is_english: bool) -> re.Pattern[str]:
    longest_first = sorted(places, key=len, reverse=True)
    words = "|".join(r"\s+".join(map(re.escape, form.split())) for form in longest_first)
    article = r"(?:(?<![\w’'-])(?P<article>an?)(?P<gap>\s+))?" if is_english else ""
    wanted = rf"{article}(?<![\w-])(?P<word>{words})(?![\w-])"
    return re.compile(f"{'|'.join(_NOT_WORDS)}|{wanted}", re.IGNORECASE)


def _as_written(theirs: str, ours: str) -> str:
    """As the place asks: all capitals, a capital at the beginning, or as the site writes it."""
    if ours.isupper() and len(ours) > 1:
        return theirs.upper()
    return theirs[:1].upper() + theirs[1:] if ours[:1].isupper() else theirs


def _article(written: str, word: str) -> str:
    """*a* or *an*, as the new word wants it."""
    low = word.lower()
    silent = low.startswith(("hour", "honest", "honour", "honor", "heir"))
    spoken_as_you = low.startswith(("uni", "use", "usu", "eu", "one", "once"))
    right = "an" if silent or (low[:1] in "aeiou" and not spoken_as_you) else "a"
    return right.capitalize() if written[:1].isupper() else right
