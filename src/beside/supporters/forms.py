"""Choices above the roster: plain words in the address, and never a name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from beside.directory.models import Department
from beside.program.models import Campus, Pool
from beside.supporters.models import Supporter


def _any_of(model: type[Model], label: Any) -> forms.ModelChoiceField[Any]:
    """One of these or none; which of them is known once the roster is."""
    nothing = model._default_manager.none()
    return forms.ModelChoiceField(
        nothing, label=label, to_field_name="slug", empty_label=_("Any"), required=False
    )


class RosterFilter(forms.Form):
    department = _any_of(Department, _("Department"))
    campus = _any_of(Campus, _("Campus"))
    role = _any_of(Pool, _("Role"))
    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, data: Any, roster: list[Supporter]) -> None:
        """Only what somebody on the roster can answer to is offered."""
        super().__init__(data, label_suffix="")
        self.use_required_attribute = False
        self._offer("department", Department.objects.filter(pk__in=_known(roster, "department_id")))
        self._offer("campus", Campus.objects.filter(pk__in=_known(roster, "campus_id")))
        self._offer("role", Pool.objects.filter(pk__in=_known(roster, "pool_id")))
        language = self.fields["language"]
        if isinstance(language, forms.ChoiceField):
            spoken = sorted(set().union(*(one.language_set for one in roster)))
            language.choices = [("", _("Any")), *((one, one) for one in spoken)]

    def _offer(self, name: str, choices: QuerySet[Any]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = choices

    def keep(self, roster: list[Supporter]) -> list[Supporter]:
        """Those who fit; a choice that is not one is taken as none."""
        self.is_valid()
        wanted = self.cleaned_data
        return [
            one
            for one in roster
            if _fits(wanted.get("department"), one.department)
            and _fits(wanted.get("campus"), one.campus)
            and _fits(wanted.get("role"), one.pool)
            and (not wanted.get("language") or wanted["language"] in one.language_set)
        ]


def _known(roster: list[Supporter], name: str) -> set[int]:
    return {getattr(one, name) for one in roster} - {None}


def _fits(wanted: object, has: object) -> bool:
    return wanted is None or wanted == has
