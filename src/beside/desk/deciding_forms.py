"""What a lead may decide, box by box, each with what it does where it is not plain."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beside.directory.models import Department
from beside.doors.choosing import NamedField
from beside.doors.in_each_language import InEachLanguage, box
from beside.doors.word import SHORTEST, is_long_enough
from beside.program.crisis import Answering
from beside.program.models import Campus, Policy, Pool
from beside.program.promised import within
from beside.referrals.fields import PlainForm
from beside.rules.retention import LONGEST_DAYS

_OFF = {"autocomplete": "off"}
WHOM_TO_CALL = gettext_lazy("Somebody will read this at night. Please say whom to call.")

ORIGINAL_STANDS_ABOVE = gettext_lazy(
    "This is the language you write in yourself now: what stands here belongs in the box above. "
    "Please leave this one empty."
)


def _line(label: Any, length: int, missing: Any = "", hint: Any = "", **attrs: str) -> Any:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=length,
        required=bool(missing),
        error_messages={"required": missing},
        widget=forms.TextInput(attrs={**_OFF, **attrs}),
    )


def _text(label: Any, hint: Any) -> Any:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, **_OFF}),
    )


def _day(label: Any, missing: Any = "") -> Any:
    return forms.DateField(
        label=label,
        required=bool(missing),
        widget=forms.DateInput(attrs={"type": "date", "class": "short", **_OFF}, format="%Y-%m-%d"),
        error_messages={
            "required": missing,
            "invalid": gettext_lazy("We could not read this as a day. Please choose it again."),
        },
    )


class PolicyForm(InEachLanguage):
    """The program's own names, numbers and days."""

    own_words = Policy.own_words

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
    written_in = forms.ChoiceField(
        label=gettext_lazy("In which language do you write your own words?"),
        help_text=gettext_lazy(
            "You may write each in the other languages too. What you leave out is shown as you "
            "wrote it, and read aloud in this language."
        ),
        choices=settings.LANGUAGES,
        initial=settings.LANGUAGE_CODE,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose one.")},
    )
    counselling_name = _line(gettext_lazy("The counselling clinic"), 120)
    counselling_phone = _line(gettext_lazy("Telephone of the clinic"), 40, inputmode="tel")
    crisis_name = _line(
        gettext_lazy("Your own line that answers at once"),
        120,
        hint=gettext_lazy("It stands before the other numbers, on every page."),
    )
    crisis_phone = _line(gettext_lazy("Number of that line"), 40, inputmode="tel")
    confidentiality = _text(
        gettext_lazy("Who may use it, in your own words"),
        gettext_lazy("Your counsel has read this sentence. It stands on the first page as yours."),
    )
    law_here = _text(
        gettext_lazy("What the law here says, in your own words"),
        gettext_lazy(
            "Your counsel has read this too. It stands as yours on the promise and on the card "
            "about what stays between the two."
        ),
    )
    paid_by = _text(
        gettext_lazy("Who pays for the program, in your own words"),
        gettext_lazy(
            "It stands as yours on the promise, above a sentence that says what they see of it."
        ),
    )
    guideline_version = _line(
        gettext_lazy("Version of the guideline in force"), 40, gettext_lazy("Which one is it?")
    )
    guideline_on = _day(gettext_lazy("In force since"))
    guideline_by = _line(
        gettext_lazy("Who adopted it"),
        160,
        hint=gettext_lazy("By whose authority it stands, as in: the medical executive committee."),
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
        label=gettext_lazy("After how many days a name is destroyed, unless a legal hold keeps it"),
        help_text=within(
            gettext_lazy("{longest_days} at most. What is open already keeps the day it came with.")
        ),
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
    )

    word_at_the_door = _line(
        gettext_lazy("The word at the door"),
        40,
        hint=gettext_lazy(
            "Asked of whoever is worried about a colleague or tells of an event, never of anybody "
            "who asks for themselves. Empty: of nobody. It keeps strangers on the internet away "
            "from the desk; it is not a secret that protects names. Two or three plain words are "
            "harder to guess than one."
        ),
    )
    word_is_printed = forms.BooleanField(
        label=gettext_lazy("Print it on the poster and on the sheet to leave with somebody"),
        help_text=gettext_lazy(
            "Whoever is signed in gets it printed, and nobody else: what a visitor sees, the whole "
            "internet sees."
        ),
        required=False,
        initial=True,
    )

    def clean_word_at_the_door(self) -> str:
        word: str = self.cleaned_data["word_at_the_door"]
        if word and not is_long_enough(word):
            raise ValidationError(
                _(
                    "Please take at least %(least)s letters or digits, so that nobody hits it "
                    "by chance."
                )
                % {"least": SHORTEST}
            )
        return word

    def clean_crisis_phone(self) -> str:
        number: str = self.cleaned_data["crisis_phone"]
        if number and not Answering("", number).dial:
            raise ValidationError(_("There is no digit in this number."))
        return number

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("crisis_phone") and not said.get("crisis_name"):
            self.add_error("crisis_name", _("Please say who answers there."))
        if said.get("crisis_name") and not said.get("crisis_phone", "x"):
            self.add_error("crisis_phone", WHOM_TO_CALL)
        if said.get("word_at_the_door") and not said.get("program_phone", "x"):
            self.add_error(
                "program_phone",
                _("Whoever does not have the word at the door must be able to call. Which number?"),
            )
        for name in self.own_words:
            if said.get(box(name, said.get("written_in", ""))):
                self.add_error(box(name, said["written_in"]), ORIGINAL_STANDS_ABOVE)
        return said

    def clean_keep_days(self) -> int:
        days: int = self.cleaned_data["keep_days"]
        if not 7 <= days <= LONGEST_DAYS:
            raise ValidationError(
                _("Please give a number from 7 to %(most)s.") % {"most": LONGEST_DAYS}
            )
        return days


class PoolForm(InEachLanguage):
    """A group: served here, or shown its own door."""

    own_words = Pool.own_words

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
        if said.get("kind") != Pool.Kind.SIGNPOSTED:
            return said
        if not said.get("door_phone"):
            self.add_error("door_phone", WHOM_TO_CALL)
        if not said.get("door_hours"):
            self.add_error(
                "door_hours", _("Please say when somebody answers there, as in: day and night.")
            )
        return said


class CampusForm(InEachLanguage):
    """Only what it is called."""

    own_words = Campus.own_words

    name = _line(gettext_lazy("What it is called"), 80, gettext_lazy("What is it called?"))


class HolidayForm(PlainForm):
    """A day on which nobody is promised to be reached by the end of the day."""

    day = _day(gettext_lazy("Which day?"), gettext_lazy("Please say which day."))
    name = _line(gettext_lazy("What it is called"), 80, gettext_lazy("What is it called?"))


class DepartmentForm(InEachLanguage):
    """What it is called here, whatever the directory's file calls it, and where it is."""

    own_words = Department.own_words

    name = _line(
        gettext_lazy("What it is called"),
        120,
        gettext_lazy("What is it called?"),
        gettext_lazy("The next import still knows it, by the name in its file."),
    )
    campus = NamedField(
        Campus.objects.order_by("name"),
        label=gettext_lazy("Its campus"),
        required=False,
        empty_label=gettext_lazy("None, or several"),
    )
