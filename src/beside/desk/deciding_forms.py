"""What a lead may decide, box by box, each with what it does where it is not plain."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beside.program.models import Campus, Pool
from beside.referrals.fields import PlainForm
from beside.rules.retention import LONGEST_DAYS

_OFF = {"autocomplete": "off"}
_NUMBER = {**_OFF, "inputmode": "tel"}


def _line(label: Any, length: int, missing: Any = "", hint: Any = "", **attrs: str) -> Any:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=length,
        required=bool(missing),
        error_messages={"required": missing},
        widget=forms.TextInput(attrs={**_OFF, **attrs}),
    )


class PolicyForm(PlainForm):
    """The program's own names, numbers and days."""

    program_name = _line(
        gettext_lazy("What the program is called"), 120, gettext_lazy("It needs a name.")
    )
    program_phone = _line(
        gettext_lazy("Its telephone"),
        40,
        hint=gettext_lazy("Every page that promises a time shows it."),
        inputmode="tel",
    )
    program_email = forms.EmailField(
        label=gettext_lazy("Its mailbox"),
        required=False,
        widget=forms.EmailInput(attrs=_OFF),
        error_messages={
            "invalid": gettext_lazy("This is not an e-mail address that mail could reach.")
        },
    )
    counselling_name = _line(gettext_lazy("The counselling clinic"), 120)
    counselling_phone = _line(gettext_lazy("Its telephone"), 40, inputmode="tel")
    confidentiality = forms.CharField(
        label=gettext_lazy("Who may use it, in your own words"),
        help_text=gettext_lazy(
            "Your counsel has read this sentence. It stands on the first page as yours."
        ),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4, **_OFF}),
    )
    guideline_version = _line(
        gettext_lazy("Version of the guideline in force"), 40, gettext_lazy("Which one is it?")
    )
    day_ends = forms.TimeField(
        label=gettext_lazy("When a working day ends"),
        help_text=gettext_lazy("“By the end of the next working day” is reckoned with it."),
        widget=forms.TimeInput(attrs={"type": "time", "class": "short", **_OFF}, format="%H:%M"),
        error_messages={
            "required": gettext_lazy("Please give a time, as in 17:00."),
            "invalid": gettext_lazy("Please give a time, as in 17:00."),
        },
    )
    keep_days = forms.IntegerField(
        label=gettext_lazy("After how many days a name is destroyed in any case"),
        help_text=gettext_lazy("Sixty at most. What is open already keeps the day it came with."),
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
    )

    def clean_keep_days(self) -> int:
        days: int = self.cleaned_data["keep_days"]
        if not 7 <= days <= LONGEST_DAYS:
            raise ValidationError(
                _("Please give a number from 7 to %(most)s.") % {"most": LONGEST_DAYS}
            )
        return days


class PoolForm(PlainForm):
    """A group: served here, or shown its own door."""

    name = _line(gettext_lazy("What they are called"), 80, gettext_lazy("What are they called?"))
    kind = forms.ChoiceField(
        label=gettext_lazy("Are they served here?"),
        choices=[
            (Pool.Kind.SERVED.value, gettext_lazy("Yes, by this program")),
            (Pool.Kind.SIGNPOSTED.value, gettext_lazy("No: they have a door of their own")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose one.")},
    )
    door_name = _line(gettext_lazy("What their own door is called"), 120)
    door_phone = _line(gettext_lazy("Its telephone"), 40, inputmode="tel")
    door_hours = _line(gettext_lazy("When it answers"), 120)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("kind") == Pool.Kind.SIGNPOSTED and not said.get("door_phone"):
            self.add_error(
                "door_phone", _("Somebody will read this at night. Please say whom to call.")
            )
        return said


class CampusForm(PlainForm):
    """Only what it is called."""

    name = _line(gettext_lazy("What it is called"), 80, gettext_lazy("What is it called?"))


class DepartmentForm(PlainForm):
    """What it is called here, whatever the directory's file calls it, and where it is."""

    name = _line(
        gettext_lazy("What it is called"),
        120,
        gettext_lazy("What is it called?"),
        gettext_lazy("The next import still knows it, by the name in its file."),
    )
    campus = forms.ModelChoiceField(
        Campus.objects.order_by("name"),
        label=gettext_lazy("Its campus"),
        required=False,
        empty_label=gettext_lazy("None, or several"),
    )
