"""Role x verb -> scope: who may do what, to which referrals.

`ALL` is every referral that is not hidden from this coordinator, `OWN` only those a supporter was
asked for, `NONE` nothing. Administrators meet no name and so stand nowhere in this table.
"""

from __future__ import annotations

from enum import StrEnum


class Scope(StrEnum):
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


_TABLE: dict[str, dict[Verb, Scope]] = {
    "coordinator": dict.fromkeys(Verb, Scope.ALL) | {Verb.SEE_LOOKS: Scope.NONE},
    "lead": {Verb.SEE: Scope.ALL, Verb.SEE_LOOKS: Scope.ALL},
    "supporter": {
        Verb.SEE: Scope.OWN,
        Verb.OPEN_NAME: Scope.OWN,
        Verb.OPEN_CONTACT: Scope.OWN,
        Verb.ANSWER: Scope.OWN,
        Verb.REACH: Scope.OWN,
        Verb.MISHAP: Scope.OWN,
    },
    "administrator": {},
}
_ORDER = (Scope.NONE, Scope.OWN, Scope.ALL)


def scope(roles: frozenset[str], verb: Verb) -> Scope:
    """The widest scope any of these roles gives for the verb."""
    scopes = [_TABLE.get(role, {}).get(verb, Scope.NONE) for role in roles]
    return max(scopes, key=_ORDER.index, default=Scope.NONE)


def may_see(roles: frozenset[str], *, is_hers: bool, hidden_from_her: bool, verb: Verb) -> bool:
    """Whether one referral is within reach of this verb. Hidden means hidden, in every role."""
    if hidden_from_her:
        return False
    widest = scope(roles, verb)
    if widest is Scope.ALL:
        return True
    return widest is not Scope.NONE and "supporter" in roles and is_hers
