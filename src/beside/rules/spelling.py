"""When two spellings are one name."""

from __future__ import annotations

import re
import unicodedata
from itertools import takewhile

_STEM = 5  # letters that two words of one family share at least
_ENDING = 3  # letters that each may have of its own
# A physician is nothing physical, no physics and no physicist, nor is a clinician the clinic's.
_APART = re.compile(r"(phys|clin|techn)(icians?|icals?|icists?|ics?)")

_ALIKE = str.maketrans(
    {
        "ß": "ss",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "\u0131": "i",
    }
)


def normalise(name: str) -> str:
    """A name as it is compared: without case, accents, marks or spaces."""
    lowered = unicodedata.normalize("NFKC", name).casefold().translate(_ALIKE)
    bare = unicodedata.normalize("NFKD", lowered)
    return "".join(one for one in bare if one.isalnum())


def akin(said: str, name: str) -> bool:
    """Whether a word of what was said differs from a name in its ending alone.

    As in *enfermera* for Enfermería, *residente* for Residencia.
    """
    known = normalise(name)
    return any(_is_of_one_family(normalise(word), known) for word in re.split(r"[^\w]+", said))


def _is_of_one_family(word: str, known: str) -> bool:
    both = takewhile(lambda pair: pair[0] == pair[1], zip(word, known, strict=False))
    stem = sum(1 for _pair in both)
    if _are_apart(word, known):
        return False
    return stem >= _STEM and max(len(word), len(known)) - stem <= _ENDING


def _are_apart(word: str, known: str) -> bool:
    """Two words of one stem that name two trades; with or without the s of many."""
    one, other = _APART.fullmatch(word), _APART.fullmatch(known)
    return one is not None and other is not None and one[2].rstrip("s") != other[2].rstrip("s")
