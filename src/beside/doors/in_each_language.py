"""The program's own words in the other languages: a box for each, below that of the original."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from beside.doors.plain import PlainForm
from beside.program.models import Policy
from beside.program.names import read_alike
from beside.program.own_words import OwnWords, Translations

Trouble = tuple[str, str] | None  # a box, and the sentence beside it


class InEachLanguage(PlainForm):
    """Asks for its own words in every language of the pages; all but the original are optional."""

    template_name = "doors/in_each_language.html"
    own_words: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *given: Any, written_in: str = "", **more: Any) -> None:
        super().__init__(*given, **more)
        self.original = written_in or Policy.current().written_in
        self.others = [code for code, _name in settings.LANGUAGES if code != self.original]
        self.fields = dict(self._side_by_side())

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        """The boxes as they stand on the page: each, and beside it those of its translations."""
        names = [name for name in self.fields if name in self.base_fields]
        return [[self[name], *(self[one] for one in self._translations_of(name))] for name in names]

    @property
    def translations(self) -> list[forms.BoundField]:
        """Only the boxes for translations, for a page that places each field itself."""
        return [self[one] for name in self.own_words for one in self._translations_of(name)]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        said["translated"] = {
            code: {name: said.get(box(name, code), "") for name in self.own_words}
            for code in self.others
        }
        return said

    def _translations_of(self, name: str) -> list[str]:
        return [box(name, code) for code in self.others] if name in self.own_words else []

    def _side_by_side(self) -> Iterator[tuple[str, forms.Field]]:
        for name, field in self.fields.items():
            yield name, field
            if name in self.own_words:
                for code in self.others:
                    yield box(name, code), _in_language(field, code)
                field.widget.attrs["lang"] = self.original


def box(name: str, code: str) -> str:
    """What the box for this translation is called."""
    return f"{name}_{code}"


def read_as_another(said: Mapping[str, Any], row: OwnWords, others: Iterable[Any]) -> Trouble:
    """The box by which somebody would read this name for another's, and what to say there."""
    language = read_alike(row, others)
    if not language:
        return None
    where = box("name", language)
    return where if said.get(where) else "name", _("There is one of this name already.")


def in_boxes(translated: Translations) -> dict[str, str]:
    """The translations there are, each by its box."""
    return {
        box(name, code): words for code, said in translated.items() for name, words in said.items()
    }


def _in_language(field: forms.Field, code: str) -> forms.Field:
    translation = deepcopy(field)
    named = {"what": field.label, "language": _within_a_sentence(code)}
    translation.label = _("%(what)s, in %(language)s") % named
    translation.required, translation.help_text = False, ""
    translation.widget.attrs["lang"] = code
    return translation


def _within_a_sentence(code: str) -> str:
    """The name of a language; Django has it as in a list, and few but English keep the capital."""
    name = str(get_language_info(code)["name_translated"])
    return name if (get_language() or "").startswith("en") else name.lower()
