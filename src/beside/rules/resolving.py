"""Who is meant: never guessed. The judgement over what the directory found, without knowing a name.

*exact*: a contact agrees with one active person and nothing contradicts; or the whole name is one
person's and what was said beside it (department or role) agrees and nothing contradicts. *likely*:
one person of that name, with nothing else said, or with something that contradicts. *likely*,
*several* and *none* are for a human to decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Found(StrEnum):
    EXACT = "exact"
    LIKELY = "likely"
    SEVERAL = "several"
    NONE = "none"


class Agrees(StrEnum):
    YES = "yes"
    NO = "no"
    UNSAID = "unsaid"


@dataclass(frozen=True)
class Candidate:
    """How one person of the directory compares with what was typed. No name, only agreement."""

    person: int
    whole_name: bool
    contact: Agrees
    department: Agrees
    role: Agrees
    short_name: bool = False  # the last name, and the first name or its beginning

    @property
    def contradicts(self) -> bool:
        return Agrees.NO in (self.contact, self.department, self.role)


def judge(candidates: list[Candidate]) -> tuple[Found, tuple[int, ...]]:
    """What was found, and the persons it may be, the best first."""
    by_contact = [one for one in candidates if one.contact is Agrees.YES]
    if len(by_contact) == 1 and (by_contact[0].whole_name or by_contact[0].short_name):
        return Found.EXACT, (by_contact[0].person,)
    named = [one for one in candidates if one.whole_name]
    if not named:
        people = tuple(one.person for one in by_contact)
        return (Found.SEVERAL if people else Found.NONE), people
    if len(named) == 1 and not by_contact:
        return _one(named[0]), (named[0].person,)
    ranked = sorted({*named, *by_contact}, key=_worst_last)
    return Found.SEVERAL, tuple(one.person for one in ranked)


def _one(candidate: Candidate) -> Found:
    said = Agrees.YES in (candidate.department, candidate.role)
    return Found.EXACT if said and not candidate.contradicts else Found.LIKELY


def _worst_last(one: Candidate) -> tuple[bool, bool, bool, int]:
    return (
        one.contact is not Agrees.YES,
        one.department is not Agrees.YES,
        one.role is not Agrees.YES,
        one.person,
    )
