"""People as they are pasted: one a line, in whatever shape they come. Nothing typed is ever lost.

`read_people` understands `First Last`, `Last, First` and `Dr. First Last`, then by tab, comma or
semicolon an e-mail or phone, a role, a department, any of them missing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from beside.directory import parts
from beside.rules.spelling import normalise

MAX_BYTES = 256 * 1024
MAX_LINES = 2000
MAX_NAME = 120
MAX_LINE = 500

_EXTENSION = re.compile(r"\s*(?:x|ext\.?|;ext=)\s*(\d{1,6})$", re.IGNORECASE)
_UNSEEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")


class TooMuch(ValueError):
    """More was pasted than one form takes; the message says what to do."""


@dataclass(frozen=True, repr=False)
class Line:
    """One line, understood as far as it could be. `problem` is a code when it could not."""

    number: int
    as_typed: str
    first: str = ""
    last: str = ""
    email: str = ""
    phone: str = ""
    contact_as_typed: str = ""
    role: str = ""
    department: str = ""
    problem: str = ""  # "", "no_name", "several", "long"
    also: tuple[int, ...] = ()  # numbers of lines folded into this one

    @property
    def display(self) -> str:
        return f"{self.first} {self.last}".strip()

    @property
    def name_key(self) -> str:
        return normalise(self.display)

    @property
    def contact(self) -> str:
        return self.email or self.phone


@dataclass(frozen=True, repr=False)
class Pasted:
    """What was understood of a whole paste."""

    lines: tuple[Line, ...]
    people: tuple[Line, ...] = field(default=())

    @property
    def unreadable(self) -> tuple[Line, ...]:
        return tuple(one for one in self.lines if one.problem)


def read_people(text: str, country: str = "1") -> Pasted:
    """Every line that is not blank, read once; duplicates folded into `people`."""
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise TooMuch("too_long")
    raw = text.splitlines()
    if len(raw) > MAX_LINES:
        raise TooMuch("too_many")
    lines = tuple(
        read_line(number, line, country) for number, line in enumerate(raw, 1) if clean(line)
    )
    return Pasted(lines, _folded(one for one in lines if not one.problem))


def read_line(number: int, text: str, country: str = "1") -> Line:
    """One line as it was typed, and what it says."""
    bare = clean(text, keep_tabs=True)
    if len(bare) > MAX_LINE:
        return Line(number, text, problem="long")
    typed = parts.apart(bare)
    first, last, rest = parts.name_of(parts.in_order(typed))
    line = Line(number, text, first, last)
    if len(line.display) > MAX_NAME:
        return replace(line, first="", last="", problem="long")
    for part in rest:
        line = _with(line, part, country)
    if not re.search(r"[^\W\d_]", line.display) or re.search(r"\d", line.display):
        return replace(line, problem="no_name")
    if parts.names_nobody(bare, typed):
        return replace(line, problem="no_name")
    if parts.are_several(typed, rest, line.display):
        return replace(line, problem="several")
    return line


def _with(line: Line, part: str, country: str) -> Line:
    """The line with one more part: a contact, a role, or a department. None is dropped."""
    bare = part.strip().strip("<>")
    if not bare or parts.is_degree(bare):
        return line
    if parts.is_email(bare):
        kept = bare.lower() if not line.email else line.email
        return replace(line, email=kept, contact_as_typed=line.contact_as_typed or part)
    if parts.is_contact(bare):
        number = phone_e164(bare, country)
        if number and not line.phone:
            return replace(line, phone=number, contact_as_typed=line.contact_as_typed or part)
        return replace(line, contact_as_typed=line.contact_as_typed or part)
    if not line.role and parts.says_role(bare):
        return replace(line, role=bare)
    return replace(line, department=", ".join(one for one in (line.department, bare) if one))


def _folded(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The same person once, where the first of their lines stood."""
    people: list[Line] = []
    places: dict[str, list[int]] = {}
    for line in lines:
        namesakes = places.setdefault(line.name_key, [])
        known = next((place for place in namesakes if _same(people[place], line)), None)
        if known is None:
            namesakes.append(len(people))
            people.append(line)
        else:
            people[known] = _joined(people[known], line)
    return tuple(people)


def _joined(known: Line, line: Line) -> Line:
    return replace(
        known,
        email=known.email or line.email,
        phone=known.phone or line.phone,
        role=known.role or line.role,
        department=known.department or line.department,
        also=(*known.also, line.number),
    )


def _same(one: Line, other: Line) -> bool:
    """Two lines of one name are one person if a contact agrees, or if nothing tells them apart."""
    if {one.email, one.phone} & {other.email, other.phone} - {""}:
        return True
    if one.contact and other.contact:
        return False
    said = ((one.role, other.role), (one.department, other.department))
    return not any(a and b and normalise(a) != normalise(b) for a, b in said)


def clean(text: str, *, keep_tabs: bool = False) -> str:
    """Without what cannot be seen: control characters, direction marks, odd spaces."""
    visible = _UNSEEN.sub("", text)
    kept = (
        one if one == "\t" and keep_tabs else " " if one.isspace() else one
        for one in visible
        if one.isspace() or unicodedata.category(one)[0] != "C"
    )
    return "".join(kept).strip(" " if keep_tabs else None)


def one_a_line(text: str) -> str:
    """A text in which people who stand in one line, as a mail lists its readers, have their own."""
    return parts.each_reader(text)


def phone_e164(text: str, country: str = "1") -> str:
    """A phone number as `+15035550100`, with `;ext=12` behind it if there is one; else empty."""
    body, extension = text.strip(), ""
    if found := _EXTENSION.search(body):
        body, extension = body[: found.start()], f";ext={found[1]}"
    digits = "".join(one for one in body if one in "0123456789")
    number = _number(body, digits, country)
    return f"{number}{extension}" if number else ""


def _number(body: str, digits: str, country: str) -> str:
    if body.startswith("+"):
        return f"+{digits}" if 7 <= len(digits) <= 15 else ""
    if digits.startswith("00"):
        return f"+{digits[2:]}" if 9 <= len(digits) <= 17 else ""
    if country == "1":
        if len(digits) == 11 and digits.startswith("1"):
            return f"+{digits}"
        return f"+1{digits}" if len(digits) == 10 else ""
    return f"+{country}{digits.lstrip('0')}" if 6 <= len(digits) <= 13 else ""


def aloud(contact: str) -> str:
    """A number kept as `+15035550100` as one reads it aloud; anything else as it was given."""
    return re.sub(r"^(\+1)(\d{3})(\d{3})(\d{4})$", r"\1 \2 \3 \4", contact)


def contact_fingerprints(
    person_id: int | None, email: str, phone: str, name_key: str, department_key: str
) -> list[str]:
    """By what a person is known again, for claims: directory id, contact, name in a department."""
    found = []
    if person_id is not None:
        found.append(f"person:{person_id}")
    if email:
        found.append(f"email:{email.strip().lower()}")
    if phone:
        found.append(f"phone:{phone_e164(phone) or phone}")
    if name_key and department_key:
        found.append(f"name:{name_key}|{department_key}")
    return found
