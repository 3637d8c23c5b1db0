"""Who is suggested, in which order, and why somebody is not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from beside.rules import matching
from beside.rules.matching import Colleague, Distance, Need, Why

SURGERY, MEDICINE = 1, 2
NEED = Need(SURGERY, 1, "faculty", Distance.ANY, frozenset())
ADA = Colleague(1, SURGERY, 1, frozenset({"faculty"}), True, True, 0, 0.0, 2)
BEN = replace(ADA, supporter=2, department=MEDICINE)


def order(need: Need, *colleagues: Colleague) -> list[int]:
    return [one.supporter for one in matching.suggest(need, list(colleagues))]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"available": False}, Why.AWAY),
        ({"trained": False}, Why.NOT_TRAINED),
        ({"open_now": 2}, Why.FULL),
        ({}, None),
    ],
)
def test_why_somebody_cannot_be_asked(changes: dict[str, object], why: Why | None) -> None:
    assert matching.refusal(NEED, replace(ADA, **changes)) is why  # type: ignore[arg-type]


def test_a_barred_supporter_is_refused_whatever_else_holds() -> None:
    need = replace(NEED, barred=frozenset({1}), preferred=1)
    assert matching.refusal(need, replace(ADA, available=False)) is Why.BARRED
    assert order(need, ADA, BEN) == [2, 1]


def test_distance_is_asked_and_never_assumed() -> None:
    assert order(replace(NEED, distance=Distance.SAME), BEN, ADA) == [1, 2]
    assert order(replace(NEED, distance=Distance.OTHER), ADA, BEN) == [2, 1]


def test_the_least_loaded_comes_first_among_equals() -> None:
    assert order(NEED, replace(ADA, open_now=1), BEN) == [2, 1]
    assert order(NEED, replace(ADA, load=0.4), BEN) == [2, 1]


def test_the_chosen_one_comes_first_and_is_told_so() -> None:
    found = matching.suggest(replace(NEED, preferred=2), [ADA, BEN])
    assert found[0].supporter == 2
    assert "chosen" in found[0].reasons


def test_a_wished_language_comes_before_distance() -> None:
    need = replace(NEED, distance=Distance.SAME, language="Spanish")
    assert order(need, ADA, replace(BEN, languages=frozenset({"Spanish"}))) == [2, 1]


colleagues = some.builds(
    Colleague,
    supporter=some.integers(1, 8),
    department=some.sampled_from([None, 1, 2]),
    campus=some.sampled_from([None, 1, 2]),
    pools=some.frozensets(some.sampled_from(["faculty", "resident"])),
    available=some.booleans(),
    trained=some.booleans(),
    open_now=some.integers(0, 3),
    load=some.floats(0, 5),
    cap=some.integers(0, 3),
    languages=some.frozensets(some.sampled_from(["Spanish", "Vietnamese"])),
)


@given(
    some.lists(colleagues, unique_by=lambda one: one.supporter),
    some.frozensets(some.integers(1, 8)),
    some.one_of(some.none(), some.integers(1, 8)),
    some.sampled_from(["", "Spanish"]),
)
@example([ADA, BEN], frozenset({1}), 1, "")
def test_nobody_barred_away_or_full_ever_stands_before_one_who_can(
    everyone: list[Colleague], barred: frozenset[int], preferred: int | None, language: str
) -> None:
    """Nor if she was chosen, or speaks the language that was wished for."""
    need = replace(NEED, barred=barred, preferred=preferred, language=language)
    found = matching.suggest(need, everyone)
    refused = [one.refused is not None for one in found]
    assert refused == sorted(refused)
    assert {one.supporter for one in found} == {one.supporter for one in everyone}
    assert not [one for one in found if one.supporter in barred and one.refused is None]
