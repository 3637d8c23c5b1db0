"""Days and ticks: nothing is ever typed about a person here."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


def _day() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "short"})


class PauseForm(forms.Form):
    begins = forms.DateField(label=gettext_lazy("From"), widget=_day())
    ends = forms.DateField(
        label=gettext_lazy("To"),
        help_text=gettext_lazy("The last day. Left empty: until you say so."),
        required=False,
        widget=_day(),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        begins, ends = cleaned.get("begins"), cleaned.get("ends")
        if isinstance(begins, date) and isinstance(ends, date) and ends < begins:
            self.add_error("ends", _("The last day is before the first. Which is right?"))
        return cleaned


class HandBackForm(forms.Form):
    reached = forms.BooleanField(
        label=gettext_lazy("I reached them: they answered"), required=False
    )
    expecting = forms.BooleanField(label=gettext_lazy("They expect a call"), required=False)
