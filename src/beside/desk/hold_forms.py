"""Asking for a legal hold: choices only. There is no box into which a name could be typed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from beside.desk.hold_showing import WHY, events
from beside.directory.models import Department
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


def _one_of(label: Any, words: dict[str, Any]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[NOTHING, *words.items()], required=False)


class HoldForm(PlainForm):
    shape = forms.ChoiceField(
        label=_("What has to be kept?"),
        help_text=_("As little as counsel asks for. It can never be one person."),
        choices=list(SHAPES.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what has to be kept.")},
    )
    event = _one_of(_("Which event?"), {})
    kind = _one_of(_("Which kind?"), KINDS)
    reason = _one_of(
        _("Which reason?"), {key: says for key, says in REASONS.items() if key != "unsaid"}
    )
    unit = forms.ModelChoiceField(
        Department.objects.none(), label=_("Which unit?"), required=False, empty_label=NOTHING[1]
    )
    why = forms.ChoiceField(
        label=_("Why?"),
        help_text=_("Only this word is kept."),
        choices=[(key.value, says) for key, says in WHY.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose why.")},
    )

    missing = {
        "event": _("Please choose the event."),
        "kind": _("Please choose the kind."),
        "reason": _("Please choose the reason."),
        "unit": _("Please choose the unit."),
    }

    def __init__(self, *given: Any, member: Member, **more: Any) -> None:
        super().__init__(*given, **more)
        offer_people(self, "unit", Department.objects.order_by("name"))
        if member.has_role(Role.LEAD):
            here = events(Event.objects.all().with_facts())
            offer(self, "event", [NOTHING, *here])
        else:  # an administrator is shown nothing of an event
            del self.fields["event"]
            offer(self, "shape", [one for one in SHAPES.items() if one[0] != "event"])

    def clean(self) -> None:
        shape = self.cleaned_data.get("shape", "")
        if shape in self.missing and not self.cleaned_data.get(shape) and shape not in self.errors:
            self.add_error(shape, self.missing[shape])

    @property
    def subject(self) -> Subject:
        """What was chosen; whatever was chosen beside it counts for nothing."""
        chosen = self.cleaned_data
        match chosen["shape"]:
            case "event":
                return Subject(event=UUID(chosen["event"]))
            case "kind":
                return Subject(kind=chosen["kind"])
            case "reason":
                return Subject(reason=chosen["reason"])
            case "unit":
                return Subject(unit=str(chosen["unit"].pk))
            case _:
                return Subject()

    @property
    def chosen_why(self) -> Why:
        return Why(self.cleaned_data["why"])
