"""Asking for a talk, planning one, and a number afterwards. Nothing here has room for a person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from beside.directory.models import Department
from beside.doors.plain import PlainForm
from beside.program.models import Member, Role
from beside.rules import talks
from beside.rules.talks import Lack
from beside.talks.actions import Asked, Details, GroupDetails
from beside.talks.models import MOST_PEOPLE, Audience, GroupConversation, Talk, Topic

MINUTES = (15, 20, 30, 45, 60, 90, 120, 180)
_LONG = _("This is longer than we can keep. Please say it in fewer words.")
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


class _Asking(PlainForm):
    """For whom, and about what."""

    for_whom = forms.ChoiceField(
        label=_("For whom?"),
        error_messages={
            "required": _("Please choose for whom it is."),
            "invalid_choice": _("Please choose for whom it is."),
        },
    )
    topic = forms.ModelChoiceField(
        Topic.objects.none(),
        label=_("About what?"),
        empty_label=_("Choose what comes nearest"),
        error_messages={
            "required": _("Please choose what comes nearest."),
            "invalid_choice": _("Please choose what comes nearest."),
        },
    )
    wished = forms.CharField(
        label=_("When would suit?"),
        help_text=_("A regular meeting, a week, a time of day. For example: Tuesdays at noon."),
        max_length=160,
        required=False,
        error_messages={"max_length": _LONG},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    contact = forms.CharField(
        label=_("How do we reach you at work?"),
        help_text=_("An e-mail or a number, and whom to ask for."),
        max_length=120,
        error_messages={
            "required": _("Please give one way to reach you, so that we can find a day together."),
            "max_length": _LONG,
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *given: Any, kept_topic: int | None = None, **more: Any) -> None:
        super().__init__(*given, **more)
        departments = [(str(pk), name) for pk, name in Department.objects.values_list("pk", "name")]
        for_whom = self.fields["for_whom"]
        if isinstance(for_whom, forms.ChoiceField):
            for_whom.choices = [
                ("", _("Choose a department")),
                (Audience.HOUSE.value, _("The whole house")),
                (Audience.OTHER.value, _("Another group")),
                (_("Departments"), departments),
            ]
        topic = self.fields["topic"]
        if isinstance(topic, forms.ModelChoiceField):
            topic.queryset = Topic.objects.filter(Q(is_offered=True) | Q(pk=kept_topic))

    def _asked(self) -> dict[str, Any]:
        chosen = self.cleaned_data["for_whom"]
        if chosen in (Audience.HOUSE.value, Audience.OTHER.value):
            return {"audience": Audience(chosen), "department": None}
        return {
            "audience": Audience.DEPARTMENT,
            "department": Department.objects.filter(pk=int(chosen)).first(),
        }


class AskForm(_Asking):
    """What anyone is asked who would like us to come."""

    @property
    def asked(self) -> Asked:
        said = self.cleaned_data
        return Asked(
            **self._asked(), topic=said["topic"], wished=said["wished"], contact=said["contact"]
        )


class TalkForm(_Asking):
    """A talk as it is planned. Without a day it stays asked for."""

    title = forms.CharField(
        label=_("A short title"),
        help_text=_("Where the topic alone says too little. No talk may speak of a person."),
        max_length=80,
        required=False,
        error_messages={"max_length": _LONG},
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
        error_messages={"max_length": _LONG},
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
        error_messages={"max_length": _LONG},
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
        error_messages={"max_length": _LONG},
        widget=forms.Textarea(
            attrs={"rows": 3, "inputmode": "url", "spellcheck": "false", "autocapitalize": "none"}
        ),
    )

    field_order = (
        "for_whom",
        "topic",
        "title",
        "on",
        "at",
        "minutes",
        "place",
        "giver",
        "outside_speaker",
        "materials",
        "wished",
        "contact",
    )

    def __init__(self, *given: Any, talk: Talk | None, **more: Any) -> None:
        more.setdefault("initial", values_of(talk) if talk else {})
        super().__init__(*given, kept_topic=talk.topic_id if talk else None, **more)
        giver, contact, wished = (self.fields[one] for one in ("giver", "contact", "wished"))
        if isinstance(giver, forms.ModelChoiceField):
            giver.queryset = speakers()
        contact.required, contact.label = False, _("Who asked, at work")
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
        return Details(**self._asked(), **{name: self.cleaned_data[name] for name in names})


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


class GroupForm(PlainForm):
    """Department, day, two who lead it, and the one question. There is no other field."""

    department = forms.ModelChoiceField(
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
        required=False,
        error_messages={"invalid": _("We could not read this as a day. Please choose it again.")},
        widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"),
    )
    first = forms.ModelChoiceField(
        Member.objects.none(), label=_("Who leads it?"), required=False, empty_label=_("Choose")
    )
    second = forms.ModelChoiceField(
        Member.objects.none(), label=_("And who else?"), required=False, empty_label=_("Choose")
    )

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

    def only(self, name: str) -> None:
        """Nothing else need be said to note that one is wanted."""
        for other in self.fields:
            self.fields[other].required = other == name

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
    if Lack.ONE_TO_ONE in what:  # nothing else matters before it
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


class CountForm(PlainForm):
    """A number, and nobody's name."""

    came = forms.IntegerField(
        label=_("How many came?"),
        help_text=_("A number, as good as you know it. Never who."),
        min_value=0,
        max_value=MOST_PEOPLE,
        error_messages={
            "required": _("Please give a number. If nobody came, it is 0."),
            "invalid": _("Please give a number, in figures."),
            "min_value": _("Please give a number. If nobody came, it is 0."),
            "max_value": _("This is more than a house has room for. Please look at it once more."),
        },
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "short"}),
    )


class TopicForm(PlainForm):
    name = forms.CharField(
        label=_("One more topic"),
        help_text=_("In a few words. Anyone who asks for a talk reads it."),
        max_length=80,
        error_messages={"required": _("Please write the topic."), "max_length": _LONG},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
