"""Something happened: a day, a unit, a kind, how soon, and the people. No narrative anywhere."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from beside.directory.models import Department
from beside.doors.choosing import NamedField
from beside.doors.word import DoorForm
from beside.events.facts import COMPLETENESS, KINDS
from beside.program.promised import CALL_BACK, suspended
from beside.referrals.fields import PlainForm, urgencies
from beside.rules.clocks import Urgency

LONGEST_AGO = timedelta(days=366)
MOST_LINES = 2000
MOST_BYTES = 200_000  # of the list alone; the whole form may have 256 kB
WHO_KNOWS_LENGTH, CALL_BACK_LENGTH = 140, 40
_FORGETFUL = {"autocomplete": "off", "autocapitalize": "words", "spellcheck": "false"}


def check_people(text: str) -> None:
    """The list, unless it is more than can be taken at once."""
    if text.count("\n") >= MOST_LINES:
        raise ValidationError(
            _("This is more than 2,000 lines. Please send it in two parts; nothing is lost.")
        )
    if len(text.encode()) > MOST_BYTES:
        raise ValidationError(
            _("This is more than we can take at once. Please send it in two parts.")
        )


def people_field(label: Any, hint: Any = "") -> forms.CharField:
    """The tall box into which people are pasted, one a line."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        strip=False,
        validators=[check_people],
        # No browser offers a tall box to the next person; so it may bring the list back on the way
        # back, which "autocomplete" would forbid it.
        widget=forms.Textarea(
            attrs={
                "autocapitalize": "words",
                "spellcheck": "false",
                "class": "people",
                "rows": 10,
            }
        ),
    )


class ReportForm(DoorForm):
    date = forms.DateField(
        label=_("Which day was it?"),
        error_messages={
            "required": _("Please say which day."),
            "invalid": _("Please say which day."),
        },
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
    )
    unit = NamedField(
        Department.objects.all(),
        label=_("Where?"),
        empty_label=_("Choose a department"),
        error_messages={"required": _("Please choose where it was.")},
    )
    kind = forms.ChoiceField(
        label=_("What kind of event?"),
        error_messages={"required": _("Please choose what comes nearest.")},
        widget=forms.RadioSelect,
    )
    urgency = forms.ChoiceField(
        label=_("How soon should someone reach them?"),
        initial=Urgency.ORDINARY.value,
        error_messages={"required": _("Please say how soon.")},
        widget=forms.RadioSelect,
    )
    exposed = people_field(
        _("Who might be carrying this?"),
        _(
            "Paste or type them, one a line: a name, and if you have it an e-mail or phone, a "
            "role, a department. Some names are fine, none yet is fine too."
        ),
    )
    complete = forms.ChoiceField(
        label=_("Is this everyone?"),
        choices=[
            ("all", _("Yes, this is everyone")),
            ("others", _("No, there are others whom I cannot name")),
            ("unknown", _("I do not know")),
        ],
        initial="unknown",
        required=False,
        widget=forms.RadioSelect,
    )
    who_knows = forms.CharField(
        label=_("Who would know who else was there?"),
        help_text=_("A name and how to reach them."),
        max_length=WHO_KNOWS_LENGTH,
        required=False,
        widget=forms.TextInput(attrs=_FORGETFUL),
    )
    call_back = forms.CharField(
        label=_("A number where we may ask you"),
        max_length=CALL_BACK_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off", "class": "short"}),
    )

    def __init__(self, *given: Any, now: datetime, **more: Any) -> None:
        super().__init__(*given, **more)
        self.today = timezone.localdate(now)
        self.fields["date"].initial = self.today
        self.fields["date"].widget.attrs |= {
            "max": self.today.isoformat(),
            "min": (self.today - LONGEST_AGO).isoformat(),
        }
        self.fields["call_back"].help_text = CALL_BACK.said(suspended())
        self._offer("urgency", urgencies(now))
        self._offer("kind", [(key, capfirst(words)) for key, words in KINDS.items()])

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def clean_date(self) -> Any:
        day = self.cleaned_data["date"]
        if day > self.today:
            raise ValidationError(_("This day has not come yet. Please look at it once more."))
        if day < self.today - LONGEST_AGO:
            raise ValidationError(
                _("This is before %(day)s. Please call us, so that we do it right.")
                % {"day": date_format(self.today - LONGEST_AGO, "DATE_FORMAT")}
            )
        return day

    def clean_complete(self) -> str:
        chosen = self.cleaned_data["complete"]
        return chosen if chosen in COMPLETENESS else "unknown"


class CodeForm(PlainForm):
    code = forms.CharField(
        label=_("Your code"),
        help_text=_("Capital or small letters, with or without dashes."),
        max_length=80,
        error_messages={
            "required": _("Please type the code you were given."),
            "max_length": _("This is longer than a code. It has 24 signs in six groups."),
        },
        widget=forms.TextInput(attrs={**_FORGETFUL, "autocapitalize": "characters"}),
    )


class NamesForm(PlainForm):
    exposed = people_field(_("Who else might be carrying this?"), _("One a line, as before."))
