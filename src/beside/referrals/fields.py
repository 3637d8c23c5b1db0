"""What the public forms are made of: a name, a contact, choices nobody has to make, people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from beside.directory.models import Department
from beside.doors.choosing import ByWhatTheyAreCalled, NamedField
from beside.doors.plain import PlainForm as PlainForm
from beside.program.models import Member, Pool, Role
from beside.program.own_words import joined, say
from beside.program.tongues import alone
from beside.program.week import contact_due, spoken
from beside.referrals.contact import ContactField
from beside.rules.clocks import Urgency
from beside.supporters.models import Supporter

NAME_LENGTH = 80
# Nothing that is typed here stays in the list a shared browser offers to the next person.
_FORGETFUL = {"autocomplete": "off", "autocapitalize": "words", "spellcheck": "false"}
_CONTACT = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


class SoonForm(PlainForm):
    """Asks how soon, each answer with the time it promises."""

    urgency = forms.ChoiceField(
        label=_("How soon?"),
        required=False,
        initial=Urgency.ORDINARY.value,
        widget=forms.RadioSelect,
    )

    def __init__(self, *given: Any, now: datetime, **more: Any) -> None:
        super().__init__(*given, **more)
        offer(self, "urgency", urgencies(now))

    def clean_urgency(self) -> str:
        return self.cleaned_data["urgency"] or Urgency.ORDINARY.value


def name_field(label: Any, hint: Any, missing: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=NAME_LENGTH,
        error_messages={
            "required": missing,
            "max_length": _("This is longer than we can keep. A short name is enough."),
        },
        widget=forms.TextInput(attrs=_FORGETFUL),
    )


def contact_field(label: Any, hint: Any, missing: Any = "", *, required: bool) -> ContactField:
    return ContactField(
        label=label,
        help_text=hint,
        required=required,
        error_messages={
            "required": missing,
            "max_length": _("This is longer than we can keep. Please give one way only."),
        },
        widget=forms.TextInput(attrs=_CONTACT),
    )


def choice(label: Any, words: dict[str, Any], hint: Any = "", **more: Any) -> forms.ChoiceField:
    """A choice nobody has to make: the first one stands for none made."""
    first = next(iter(words))
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        choices=list(words.items()),
        required=False,
        initial=more.pop("initial", first),
        **more,
    )


def role_field(label: Any, unsaid: Any) -> NamedField:
    return NamedField(
        Pool.objects.all(), label=label, to_field_name="slug", required=False, empty_label=unsaid
    )


def department_field(label: Any, unsaid: Any, hint: Any = "") -> NamedField:
    return NamedField(
        Department.objects.all(), label=label, help_text=hint, required=False, empty_label=unsaid
    )


def urgencies(now: datetime) -> list[tuple[str, Any]]:
    """How soon, each with the time it promises."""
    by = {one: spoken(contact_due(one.value, now), now) for one in Urgency}
    return [
        (
            Urgency.ORDINARY.value,
            _("On a working day: by %(time)s") % {"time": by[Urgency.ORDINARY]},
        ),
        (
            Urgency.TODAY.value,
            _("Soon, weekends too: by %(time)s") % {"time": by[Urgency.TODAY]},
        ),
    ]


def languages() -> list[tuple[str, Any]]:
    """The languages somebody on the roster speaks."""
    spoken_by = Supporter.objects.current().values_list("languages", flat=True)
    known = {one.strip() for text in spoken_by for one in text.split(",") if one.strip()}
    return [("", _("No matter")), *((one, alone(one)) for one in sorted(known))]


def offer(form: forms.Form, name: str, choices: list[tuple[str, Any]]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


def offer_people(form: forms.Form, name: str, people: QuerySet[Any]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = people


class PersonName(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """People of the program, each by name."""

    iterator = ByWhatTheyAreCalled

    def label_in(self, one: Any, written_in: str) -> str:
        if isinstance(one, Member):
            return one.name
        where = [say(one.department, "name", written_in)] if one.department else []
        return joined((one.member.name, *where))


def anyone_but_field(hint: Any) -> PersonName:
    return PersonName(
        Supporter.objects.current().select_related("member", "department"),
        label=_("Anyone but these colleagues"),
        help_text=hint,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def coordinators() -> QuerySet[Member]:
    return Member.objects.filter(is_active=True, held__role=Role.COORDINATOR).order_by("name")


def leaves_somebody(left_out: Iterable[Member]) -> bool:
    """Whether a coordinator is left to look after it."""
    return coordinators().exclude(pk__in=[one.pk for one in left_out]).exists()


NOBODY_LEFT = _("Then nobody could look after this. Please leave one person, or call us instead.")
