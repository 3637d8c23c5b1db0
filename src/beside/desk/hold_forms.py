"""Asking for a legal hold: choices only. There is no box into which a name could be typed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from beside.desk.hold_showing import WHY, events
from beside.directory.models import Department
from beside.doors.choosing import NamedField
from beside.events.facts import KINDS
from beside.events.models import Event
from beside.program.models import Member, Role
from beside.referrals.facts import REASONS
from beside.referrals.fields import PlainForm, offer, offer_people
from beside.rules.holds import Subject, Why

SHAPES = {
    "event": _("One event, and everybody in it"),
    "kind": _("Every event of one kind"),
    "reason": _("Every request with one reason"),
    "unit": _("One unit: its people, and its events"),
    "everything": _("Everything"),
}
NOTHING = ("", _("Please choose"))


def shapes(member: Member) -> dict[str, Any]:
    """What this member may ask to be kept; an administrator is shown nothing of an event."""
    sees_events = member.has_role(Role.LEAD)
    return {key: says for key, says in SHAPES.items() if sees_events or key != "event"}


def _one_of(label: Any, words: dict[str, Any], missing: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[NOTHING, *words.items()],
        error_messages={"required": missing, "invalid_choice": missing},
    )


class HoldForm(PlainForm):
    """One of the five, what exactly, and why; a field that belongs to another one is not there."""

    event = _one_of(_("Which event?"), {}, _("Please choose the event."))
    kind = _one_of(_("Which kind?"), KINDS, _("Please choose the kind."))
    reason = _one_of(
        _("Which reason?"),
        {key: says for key, says in REASONS.items() if key != "unsaid"},
        _("Please choose the reason."),
    )
    unit = NamedField(
        Department.objects.none(),
        label=_("Which unit?"),
        empty_label=NOTHING[1],
        error_messages={
            "required": _("Please choose the unit."),
            "invalid_choice": _("Please choose the unit."),
        },
    )
    why = forms.ChoiceField(
        label=_("Why?"),
        help_text=_("Only this one line is kept."),
        choices=[(key.value, says) for key, says in WHY.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose why.")},
    )

    def __init__(self, *given: Any, shape: str, **more: Any) -> None:
        super().__init__(*given, **more)
        self.shape = shape
        for name in SHAPES:
            if name != shape:
                self.fields.pop(name, None)
        if shape == "event":
            offer(self, "event", [NOTHING, *events(Event.objects.all().with_facts())])
        if shape == "unit":
            offer_people(self, "unit", Department.objects.order_by("name"))

    @property
    def subject(self) -> Subject:
        """What the hold is to speak of."""
        chosen = self.cleaned_data.get(self.shape)
        match self.shape:
            case "event":
                return Subject(event=UUID(chosen))
            case "kind":
                return Subject(kind=str(chosen))
            case "reason":
                return Subject(reason=str(chosen))
            case "unit" if chosen:
                return Subject(unit=str(chosen.pk))
            case _:
                return Subject()

    @property
    def chosen_why(self) -> Why:
        return Why(self.cleaned_data["why"])
