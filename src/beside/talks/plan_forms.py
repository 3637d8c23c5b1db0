"""Planning a talk, and planning a group conversation, which has no field for words at all."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from beside.directory.models import Department
from beside.doors.choosing import NamedField
from beside.doors.plain import PlainForm
from beside.program.models import Member, Role
from beside.rules import talks
from beside.rules.talks import Lack
from beside.talks.actions import Details, GroupDetails
from beside.talks.forms import TOO_LONG, AskingForm
from beside.talks.models import GroupConversation, Talk

MINUTES = (15, 20, 30, 45, 60, 90, 120, 180)
_DAY = {"type": "date", "class": "short"}

# What is said beside the field where a plan lacks something.
LACKS = {
    Lack.DAY: ("on", _("Please say which day.")),
    Lack.TIME: ("at", _("Please say at what time it begins.")),
    Lack.PLACE: ("place", _("Please say where. A link is fine where it is by video.")),
    Lack.FIRST: ("first", _("Please choose who leads it.")),
    Lack.SECOND: ("second", _("Please choose a second person: two lead it.")),
    Lack.TWO_DIFFERENT: ("second", _("Two different people lead it. Please choose somebody else.")),
}


def speakers() -> QuerySet[Member]:
    """Members who give talks and lead group conversations."""
    may = Member.objects.filter(is_active=True, held__role__in=talks.SPEAKERS)
    return may.distinct().order_by("name", "pk")


class TalkForm(AskingForm):
    """A talk as it is planned. Without a day it stays asked for."""

    title = forms.CharField(
        label=_("A short title"),
        help_text=_("Where the topic alone says too little."),
        max_length=80,
        required=False,
        error_messages={"max_length": TOO_LONG},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    on = forms.DateField(
        label=_("Which day?"),
        help_text=_("Leave it empty while no day is found; it then waits at the top of the list."),
        required=False,
        error_messages={"invalid": _("We could not read this as a day. Please choose it again.")},
        widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"),
    )
    at = forms.TimeField(
        label=_("At what time?"),
        help_text=_("Time and place are needed as soon as there is a day."),
        required=False,
        error_messages={"invalid": _("Please give the time as hours and minutes, like 12:30.")},
        widget=forms.TimeInput(attrs={"type": "time", "class": "short"}, format="%H:%M"),
    )
    minutes = forms.TypedChoiceField(
        label=_("How long?"),
        coerce=int,
        choices=[(number, _("%(n)d minutes") % {"n": number}) for number in MINUTES],
        initial=60,
        widget=forms.Select(attrs={"class": "short"}),
    )
    place = forms.CharField(
        label=_("Where?"),
        max_length=120,
        required=False,
        error_messages={"max_length": TOO_LONG},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    giver = forms.ModelChoiceField(
        Member.objects.none(),
        label=_("Who gives it?"),
        required=False,
        empty_label=_("Nobody yet, or somebody from outside"),
    )
    outside_speaker = forms.CharField(
        label=_("Somebody from outside"),
        max_length=120,
        required=False,
        error_messages={"max_length": TOO_LONG},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "words"}),
    )
    materials = forms.CharField(
        label=_("Materials"),
        help_text=_(
            "Addresses, one a line: a page of ours that begins with /, or one that begins with "
            "https://."
        ),
        max_length=2000,
        required=False,
        error_messages={"max_length": TOO_LONG},
        widget=forms.Textarea(
            attrs={"rows": 3, "inputmode": "url", "spellcheck": "false", "autocapitalize": "none"}
        ),
    )

    def __init__(self, *given: Any, talk: Talk | None, **more: Any) -> None:
        more.setdefault("initial", values_of(talk) if talk else {})
        super().__init__(*given, kept_topic=talk.topic_id if talk else None, **more)
        giver, contact, wished = (self.fields[one] for one in ("giver", "contact", "wished"))
        if isinstance(giver, forms.ModelChoiceField):
            giver.queryset = speakers()
        contact.required, contact.label = False, _("How we reach them at work")
        contact.help_text = _("It is deleted when the talk is given or called off.")
        wished.label, wished.help_text = _("When would suit them?"), ""

    def clean_materials(self) -> str:
        lines = [one.strip() for one in self.cleaned_data["materials"].splitlines()]
        lines = [one for one in lines if one]
        for number, address in enumerate(lines, start=1):
            if not talks.is_own_or_secure(address):
                raise ValidationError(
                    _("Line %(number)d is no page of ours and does not begin with https://.")
                    % {"number": number}
                )
        return "\n".join(lines)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("giver") and said.get("outside_speaker"):
            self.add_error(
                "outside_speaker",
                _("Somebody of ours is chosen already. Please leave one of the two empty."),
            )
        return said

    @property
    def details(self) -> Details:
        names = (
            "topic", "wished", "contact", "title", "on", "at", "minutes", "place", "giver",
            "outside_speaker", "materials",
        )  # fmt: skip
        return Details(**self.asked_for(), **{name: self.cleaned_data[name] for name in names})


def values_of(talk: Talk) -> dict[str, Any]:
    """What the form shows of a talk that is there."""
    names = (
        "title", "on", "at", "minutes", "place", "outside_speaker", "materials", "wished",
        "contact",
    )  # fmt: skip
    for_whom = str(talk.department_id) if talk.department_id else talk.audience
    return {
        "for_whom": for_whom,
        "topic": talk.topic_id,
        "giver": talk.giver_id,
        **{name: getattr(talk, name) for name in names},
    }


def _leader(label: Any, missing: Any) -> forms.ModelChoiceField[Member]:
    return forms.ModelChoiceField(
        Member.objects.none(),
        label=label,
        empty_label=_("Choose"),
        error_messages={"required": missing, "invalid_choice": missing},
    )


class GroupForm(PlainForm):
    """Department, day, two who lead it, and the one question. There is no other field."""

    department = NamedField(
        Department.objects.all(),
        label=_("Which department?"),
        empty_label=_("Choose a department"),
        error_messages={
            "required": _("Please choose the department."),
            "invalid_choice": _("Please choose the department."),
        },
    )
    offered = forms.ChoiceField(
        label=_("Has each person been offered one-to-one first?"),
        choices=[("yes", _("Yes, each of them")), ("no", _("Not yet"))],
        error_messages={"required": _("Please answer this first.")},
        widget=forms.RadioSelect,
    )
    on = forms.DateField(
        label=_("Which day?"),
        error_messages={
            "required": LACKS[Lack.DAY][1],
            "invalid": _("We could not read this as a day. Please choose it again."),
        },
        widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"),
    )
    first = _leader(_("Who leads it?"), LACKS[Lack.FIRST][1])
    second = _leader(_("And who else?"), LACKS[Lack.SECOND][1])

    def __init__(self, *given: Any, group: GroupConversation | None, **more: Any) -> None:
        if group is not None:
            known: dict[str, Any] = {
                "on": group.on,
                "first": group.first_id,
                "second": group.second_id,
            }
            if group.stands is talks.Status.PLANNED:
                known["offered"] = "yes"  # or it would not be planned
            more.setdefault("initial", known)
        super().__init__(*given, **more)
        for name in ("first", "second"):
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = speakers()
        if self.data.get("offered") == "no":  # nothing else matters before it
            self.only("department", "offered")

    def only(self, *names: str) -> None:
        """Nothing else need be said yet."""
        for name, field in self.fields.items():
            field.required = name in names

    @property
    def details(self) -> GroupDetails:
        said = self.cleaned_data
        return GroupDetails(
            department=said["department"],
            offered_one_to_one=said["offered"] == "yes",
            on=said["on"],
            first=said["first"],
            second=said["second"],
        )


def tell_lacks(form: PlainForm, what: tuple[Lack, ...], *, by: Member) -> None:
    """Each thing a plan lacks, beside its field; one-to-one with the way to it."""
    if Lack.ONE_TO_ONE in what:
        form.add_error("offered", _offer_first(by))
        return
    for lack in what:
        form.add_error(*LACKS[lack])


def _offer_first(by: Member) -> Any:
    """The desk's own page for an event; for a lead who is not at the desk, the public one."""
    page = "desk:event_new" if by.has_role(Role.COORDINATOR) else "events:report"
    return format_html(
        '{} <a href="{}">{}</a>',
        _(
            "A group conversation comes after that, never instead of it. Please report the event "
            "first, so that each of them is offered a talk with one colleague."
        ),
        reverse(page),
        _("Report the event"),
    )
