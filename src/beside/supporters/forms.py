"""Choices above the roster: plain words in the address, and never a name."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from beside.doors.choosing import ChooseNamed
from beside.program.tongues import alone
from beside.rules.spelling import normalise
from beside.supporters.colleagues import Colleague, Where

Choices = list[tuple[str, str]]


class RosterFilter(forms.Form):
    """Only what somebody on the roster can answer to is offered."""

    department = forms.ChoiceField(label=_("Department"), required=False, widget=ChooseNamed)
    campus = forms.ChoiceField(label=_("Campus"), required=False, widget=ChooseNamed)
    role = forms.ChoiceField(label=_("Role"), required=False, widget=ChooseNamed)
    language = forms.ChoiceField(label=_("Language"), required=False, widget=ChooseNamed)

    def __init__(self, data: Any, roster: tuple[Colleague, ...]) -> None:
        super().__init__(data, label_suffix="")
        self.use_required_attribute = False
        for name, choices in _offered(roster, get_language()).items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", _("Any")), *choices]

    def keep(self, roster: tuple[Colleague, ...]) -> tuple[Colleague, ...]:
        """Those who fit; a choice that is not one is taken as none."""
        self.is_valid()
        wanted = self.cleaned_data
        if not any(wanted.values()):
            return roster
        return tuple(
            one
            for one in roster
            if wanted.get("department", "") in ("", one.department.slug)
            and wanted.get("campus", "") in ("", one.campus.slug)
            and wanted.get("role", "") in ("", one.role.slug)
            and wanted.get("language", "") in ("", *one.languages)
        )


@lru_cache(maxsize=len(settings.LANGUAGES))
def _offered(roster: tuple[Colleague, ...], language: str | None) -> dict[str, Choices]:
    """What may be chosen, in each box; kept by the roster itself and the language of the page."""
    offered = {
        name: _known(getattr(one, name) for one in roster)
        for name in ("department", "campus", "role")
    }
    spoken = [(one, alone(one)) for one in set[str]().union(*(one.languages for one in roster))]
    return {**offered, "language": sorted(spoken, key=lambda one: normalise(one[1]))}


def _known(places: Iterable[Where]) -> Choices:
    """Each once, in the order the program gave them, or by name."""
    found = sorted(
        {one for one in places if one.slug}, key=lambda one: (one.position, normalise(one.name))
    )
    return [(one.slug, one.called) for one in found]
