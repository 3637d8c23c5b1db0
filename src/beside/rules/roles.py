"""Who runs the program: four roles, each a name, a sentence and its verbs. No others exist.

`rules.access` answers from these alone who may do what; `program.models.Role` stores their names.
"""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar


class Scope(StrEnum):
    """How far a verb reaches: nothing, what a supporter was asked for, or everything not hidden."""

    NONE = "none"
    OWN = "own"
    ALL = "all"


class Verb(StrEnum):
    SEE = "see"  # that it exists, its stage and what is due
    OPEN_NAME = "open_name"
    OPEN_CONTACT = "open_contact"
    RESOLVE = "resolve"
    ASK = "ask"
    ANSWER = "answer"  # yes, no, conflict
    REACH = "reach"  # attempts, offers, outcomes
    MISHAP = "mishap"
    TAKE_CALL = "take_call"
    SEE_LOOKS = "see_looks"


class Role:
    """A role is what it may do with requests; what is not named here it may not."""

    name: ClassVar[str]
    says: ClassVar[str]
    verbs: ClassVar[dict[Verb, Scope]]


class Supporter(Role):
    name = "supporter"
    says = "Reaches the people she was asked for, and meets no other request."
    verbs: ClassVar = dict.fromkeys(
        (
            Verb.SEE,
            Verb.OPEN_NAME,
            Verb.OPEN_CONTACT,
            Verb.ANSWER,
            Verb.REACH,
            Verb.MISHAP,
        ),
        Scope.OWN,
    )


class Coordinator(Role):
    name = "coordinator"
    says = "Takes calls, finds out who is meant and asks supporters, for all that is not hidden."
    verbs: ClassVar = dict.fromkeys((one for one in Verb if one is not Verb.SEE_LOOKS), Scope.ALL)


class Lead(Role):
    name = "lead"
    says = "Sees what waits and who looked at which request, and opens no name."
    verbs: ClassVar = dict.fromkeys((Verb.SEE, Verb.SEE_LOOKS), Scope.ALL)


class Administrator(Role):
    name = "administrator"
    says = "Runs the machine and meets no name, on no page and in no command."
    verbs: ClassVar = {}


ROLES: dict[str, type[Role]] = {
    one.name: one for one in (Supporter, Coordinator, Lead, Administrator)
}
