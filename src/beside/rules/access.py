"""Role x verb -> scope, from the roles themselves: who may do what, to which requests.

The loader (`Referral.objects.visible_to`) applies this and nothing else does: what may not be seen
is not loaded, and what is not loaded does not exist.
"""

from __future__ import annotations

from beside.rules import stages
from beside.rules.roles import ROLES, Scope, Verb
from beside.rules.stages import Stage

__all__ = ["Scope", "Verb", "may_see", "scope"]
_ORDER = (Scope.NONE, Scope.OWN, Scope.ALL)


def scope(roles: frozenset[str], verb: Verb) -> Scope:
    """The widest scope any of these roles gives for the verb; a role nobody knows gives none."""
    scopes = [ROLES[one].verbs.get(verb, Scope.NONE) for one in roles if one in ROLES]
    return max(scopes, key=_ORDER.index, default=Scope.NONE)


def may_see(
    roles: frozenset[str], *, stage: Stage, is_hers: bool, hidden_from_her: bool, verb: Verb
) -> bool:
    """Whether one request is within reach of this verb.

    Hidden means hidden in every role she has, and what is over is shown to nobody.
    """
    if hidden_from_her or stage in stages.OVER:
        return False
    widest = scope(roles, verb)
    return widest is Scope.ALL or (widest is Scope.OWN and is_hers)
