"""What the desk adds to an event: more names."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from beside.directory.people import Line, TooMuch, one_a_line, read_people
from beside.events.forms import people_field
from beside.referrals.fields import PlainForm


class MoreNamesForm(PlainForm):
    """Everything typed is understood, or it is asked about and nothing is added yet."""

    exposed = people_field(
        _("More people of this event"),
        _("One a line: a name, and if known an e-mail or phone, a role, a department."),
    )
    lines: tuple[Line, ...] = ()

    def clean_exposed(self) -> str:
        text = one_a_line(self.cleaned_data["exposed"])
        try:
            pasted = read_people(text)
        except TooMuch:
            raise ValidationError(
                _("This is too much at once. Please add it in two parts.")
            ) from None
        if pasted.unreadable:
            raise ValidationError([_trouble(one) for one in pasted.unreadable])
        if not pasted.people:
            raise ValidationError(_("Please write at least one name."))
        self.lines = pasted.people
        return text


def _trouble(line: Line) -> Any:
    if line.problem == "several":
        says = _("There may be two people in line %(number)s. Please put one person in a line.")
    else:
        says = _("We find no name in line %(number)s. Nothing is added yet.")
    return says % {"number": line.number}
