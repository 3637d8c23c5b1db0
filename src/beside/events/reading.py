"""A pasted list read back: as typed, folded, with what is missing asked for. Nothing typed is lost.

What the directory knows never stands here: the page is public.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from beside.directory.people import Line, one_a_line, read_line, read_people
from beside.referrals.contact import read_contact

LONGEST_LINE = 400


@dataclass(frozen=True, repr=False)
class Row:
    """One person as understood, and what is asked about them."""

    line: Line
    asked: str = ""  # what was typed into the box for a missing contact
    problem: str = ""

    @property
    def field(self) -> str:
        return f"contact_{self.line.number}"

    @property
    def contact(self) -> str:
        return reach(self.line)

    @property
    def person(self) -> Line:
        """The line with what was typed beside it."""
        if self.asked and not self.problem:
            return replace(self.line, contact_as_typed=self.asked.strip())
        return self.line

    @property
    def beside(self) -> str:
        return ", ".join(one for one in (self.line.role, self.line.department) if one)

    @property
    def folded(self) -> str:
        if not self.line.also:
            return ""
        numbers = [str(one) for one in (self.line.number, *self.line.also)]
        return _("lines %(some)s and %(last)s are the same person") % {
            "some": ", ".join(numbers[:-1]),
            "last": numbers[-1],
        }


@dataclass(frozen=True, repr=False)
class Unread:
    """A line in which no person was found."""

    line: Line
    problem: str

    @property
    def field(self) -> str:
        return f"line_{self.line.number}"

    @property
    def may_be_several(self) -> bool:
        return self.line.problem == "several"


@dataclass(frozen=True, repr=False)
class Reading:
    text: str = ""
    people: tuple[Row, ...] = ()
    unread: tuple[Unread, ...] = ()

    @property
    def is_sound(self) -> bool:
        return not self.unread and not any(one.problem for one in self.people)

    @property
    def without_contact(self) -> int:
        return sum(not one.contact for one in self.people)

    @property
    def says(self) -> str:
        """How it went, in a sentence or two."""
        if not self.people and not self.unread:
            return _("No names yet. That is fine: we will ask who was there.")
        number = {"n": len(self.people)}
        if not self.unread:
            return (
                ngettext("%(n)d person is understood.", "%(n)d people are understood.", number["n"])
                % number
            )
        numbers = ", ".join(str(one.line.number) for one in self.unread)
        trouble = ngettext(
            "We could not read line %(numbers)s.",
            "We could not read lines %(numbers)s.",
            len(self.unread),
        ) % {"numbers": numbers}
        if not self.people:
            return trouble
        others = ngettext(
            "The other %(n)d is understood.", "The other %(n)d are understood.", number["n"]
        )
        return f"{trouble} {others % number}"

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(one.person for one in self.people)


def read(text: str, typed: Mapping[str, str] | None = None, *, checking: bool = False) -> Reading:
    """What the text says; `typed` holds what is in the boxes beside it, judged when `checking`."""
    pasted = read_people(text)
    typed = typed or {}
    return Reading(
        text,
        tuple(_row(line, typed.get(f"contact_{line.number}", "")) for line in pasted.people),
        tuple(Unread(line, _trouble(line, checking)) for line in pasted.unreadable),
    )


def _row(line: Line, asked: str) -> Row:
    if not asked.strip() or reach(line):
        return Row(line)
    try:
        read_contact(asked)
    except ValidationError as trouble:
        return Row(line, asked, " ".join(trouble.messages))
    return Row(line, asked)


def _trouble(line: Line, checking: bool) -> str:
    if line.problem == "long":
        return _("This line is very long. Please put one person in a line.")
    if line.problem == "several":
        return _(
            "There may be two people in this line. Please put one in a line, so that neither is "
            "missed; if it is one person, write first name, then last name."
        )
    if checking:
        return _("We find no name here. Please write one, or empty the box to leave it out.")
    return _("We find no name here. How is the person called?")


def mended(text: str, typed: Mapping[str, str]) -> str:
    """The text with what was typed beside it put into its lines, so that one text says it all.

    A contact that the line would not be read with again stays in its box.
    """
    return one_a_line(_with_boxes(text, typed))


def _with_boxes(text: str, typed: Mapping[str, str]) -> str:
    if not any(key.startswith(("line_", "contact_")) for key in typed):
        return text
    people = {line.number: line for line in read_people(text).people}
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        written = typed.get(f"line_{number}")
        if written is not None:
            lines[number - 1] = "\n".join(written.splitlines())[:LONGEST_LINE]
        contact = " ".join(typed.get(f"contact_{number}", "").split())
        if contact and number in people and not reach(people[number]) and _is_contact(contact):
            lines[number - 1] = _put_in(line, contact)
    return "\n".join(lines)


def reach(line: Line) -> str:
    """How they can be reached, as it was typed."""
    return line.contact_as_typed.strip() or line.email


def _is_contact(text: str) -> bool:
    try:
        read_contact(text)
    except ValidationError:
        return False
    return True


def _put_in(line: str, contact: str) -> str:
    """The contact into the line's empty second column, or at its end, with the line's own mark."""
    mark = next((one for one in ("\t", ";") if one in line), ",")
    parts = line.split(mark)
    if len(parts) > 1 and not parts[1].strip():
        parts[1] = contact
    else:
        parts.append(contact)
    whole = mark.join(parts)
    before, after = read_line(0, line), read_line(0, whole)
    kept = after.display == before.display and reach(after)
    return whole if kept else line
