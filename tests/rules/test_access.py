"""Role x verb -> scope, every pair; an administrator meets no name."""

from __future__ import annotations

import itertools

import pytest

from beside.rules import access
from beside.rules.access import Scope, Verb
from beside.rules.stages import Stage

OWN = {"see", "open_name", "open_contact", "answer", "reach", "mishap"}


@pytest.mark.parametrize("verb", list(Verb))
def test_what_each_role_may_reach(verb: Verb) -> None:
    assert access.scope(frozenset({"administrator"}), verb) is Scope.NONE
    assert access.scope(frozenset(), verb) is Scope.NONE
    supporter = access.scope(frozenset({"supporter"}), verb)
    assert supporter is (Scope.OWN if verb in OWN else Scope.NONE)
    coordinator = access.scope(frozenset({"coordinator"}), verb)
    assert coordinator is (Scope.NONE if verb is Verb.SEE_LOOKS else Scope.ALL)
    lead = access.scope(frozenset({"lead"}), verb)
    assert lead is (Scope.ALL if verb in (Verb.SEE, Verb.SEE_LOOKS) else Scope.NONE)


@pytest.mark.parametrize(("verb", "hers", "hidden"), list(itertools.product(Verb, (0, 1), (0, 1))))
def test_hidden_from_a_coordinator_means_it_does_not_exist_for_her(
    verb: Verb, hers: int, hidden: int
) -> None:
    def sees(*roles: str) -> bool:
        return access.may_see(
            frozenset(roles),
            stage=Stage.ASKED,
            is_hers=bool(hers),
            hidden_from_her=bool(hidden),
            verb=verb,
        )

    assert sees("coordinator") == (not hidden and verb is not Verb.SEE_LOOKS)
    assert sees("supporter") == bool(hers and not hidden and verb in OWN)
    assert sees("supporter", "coordinator") == sees("coordinator")
    assert not sees("administrator")
