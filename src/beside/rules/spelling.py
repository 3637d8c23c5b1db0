"""When two spellings are one name."""

from __future__ import annotations

import unicodedata

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
