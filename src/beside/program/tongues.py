"""The languages that people speak, as the page calls them; the rows keep their English names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from beside.program.own_words import Said, joined

# Spoken in hospitals of the United States, and not among those whose names the framework knows.
OURS = (
    gettext_noop("American Sign Language"),
    gettext_noop("Amharic"),
    gettext_noop("Cantonese"),
    gettext_noop("Farsi"),
    gettext_noop("Haitian Creole"),
    gettext_noop("Hmong"),
    gettext_noop("Mandarin"),
    gettext_noop("Somali"),
    gettext_noop("Tagalog"),
)
_INFO: Iterable[dict[str, Any]] = LANG_INFO.values()
_KNOWN = frozenset({*OURS, *(one["name"] for one in _INFO if "name" in one)})


def tongue(name: str) -> Said:
    """`Spanish`, or `español`; one whose name nobody has translated stays as it was written."""
    here = get_language() or settings.LANGUAGE_CODE
    if name not in _KNOWN or here == settings.LANGUAGE_CODE:
        return Said(name, settings.LANGUAGE_CODE)
    return Said(_(name).lower(), here)  # few languages but English write their names large


def alone(name: str) -> Said:
    """As it stands by itself: in a box, or at the head of a line."""
    said = tongue(name)
    return Said(capfirst(said), said.language)


def in_a_row(names: Iterable[str]) -> SafeString:
    """`English, Spanish`, each marked with its language where that is not the page's."""
    first, *rest = [*names] or [""]
    return joined((alone(first), *map(tongue, rest)))
