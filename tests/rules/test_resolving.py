"""Who is meant is never guessed: every way in which a typed person can agree with the directory."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as some

from beside.rules import resolving
from beside.rules.resolving import Agrees, Candidate, Found

YES, NO, UNSAID = Agrees.YES, Agrees.NO, Agrees.UNSAID
KIM = Candidate(1, True, UNSAID, UNSAID, UNSAID)
OTHER_KIM = replace(KIM, person=2)


@pytest.mark.parametrize(
    ("contact", "department", "role"), list(product((NO, UNSAID), Agrees, Agrees))
)
def test_a_name_alone_is_exact_only_if_something_agrees_and_nothing_contradicts(
    contact: Agrees, department: Agrees, role: Agrees
) -> None:
    one = replace(KIM, contact=contact, department=department, role=role)
    said = YES in (department, role)
    contradicted = NO in (contact, department, role)
    found, people = resolving.judge([one])
    assert found is (Found.EXACT if said and not contradicted else Found.LIKELY)
    assert people == (1,)


@pytest.mark.parametrize(("department", "role"), list(product(Agrees, Agrees)))
def test_a_contact_that_agrees_is_exact_when_the_name_does_not_contradict(
    department: Agrees, role: Agrees
) -> None:
    one = replace(KIM, contact=YES, department=department, role=role)
    assert resolving.judge([one, OTHER_KIM]) == (Found.EXACT, (1,))
    short = replace(one, whole_name=False, short_name=True)
    assert resolving.judge([short]) == (Found.EXACT, (1,))


def test_a_contact_under_another_name_is_somebody_to_look_at() -> None:
    stranger = replace(KIM, contact=YES, whole_name=False)
    assert resolving.judge([stranger]) == (Found.SEVERAL, (1,))
    assert resolving.judge([stranger, OTHER_KIM]) == (Found.SEVERAL, (1, 2))


@pytest.mark.parametrize(("department", "role"), list(product(Agrees, Agrees)))
@pytest.mark.parametrize("contact", [NO, UNSAID])
@pytest.mark.parametrize("others", [NO, UNSAID])
def test_two_of_one_name_are_never_guessed(
    contact: Agrees, department: Agrees, role: Agrees, others: Agrees
) -> None:
    """Only a contact tells two namesakes apart, and only one that is not the other's too."""
    one = replace(KIM, contact=contact, department=department, role=role)
    other = replace(OTHER_KIM, contact=others, department=others, role=others)
    sharing = [replace(one, contact=YES), replace(other, contact=YES)]
    for two in ([one, other], [other, one], sharing, sharing[::-1]):
        found, people = resolving.judge(two)
        assert found is Found.SEVERAL
        assert set(people) == {1, 2}


@pytest.mark.parametrize(("department", "role"), list(product(Agrees, Agrees)))
def test_whoever_is_not_in_the_directory_is_never_guessed(department: Agrees, role: Agrees) -> None:
    """Nobody of that name: not even where the department agrees, or somebody's telephone."""
    assert resolving.judge([]) == (Found.NONE, ())
    another = Candidate(1, whole_name=False, contact=UNSAID, department=department, role=role)
    for contact, short in product((NO, UNSAID), (False, True)):
        alike = replace(another, contact=contact, short_name=short)
        assert resolving.judge([alike]) == (Found.NONE, ())
    assert resolving.judge([replace(another, contact=YES)]) == (Found.SEVERAL, (1,))


def test_nobody_is_nobody() -> None:
    assert resolving.judge([]) == (Found.NONE, ())
    assert resolving.judge([replace(KIM, whole_name=False)]) == (Found.NONE, ())


candidates = some.builds(
    Candidate,
    person=some.integers(1, 6),
    whole_name=some.booleans(),
    short_name=some.booleans(),
    contact=some.sampled_from(Agrees),
    department=some.sampled_from(Agrees),
    role=some.sampled_from(Agrees),
)


@given(some.lists(candidates, max_size=6, unique_by=lambda one: one.person))
def test_an_exact_find_is_always_one_person_who_agrees_in_something(
    everyone: list[Candidate],
) -> None:
    found, people = resolving.judge(everyone)
    if found is Found.EXACT:
        (one,) = [each for each in everyone if each.person == people[0]]
        assert YES in (one.contact, one.department, one.role)
        assert one.whole_name or one.short_name
    assert len(set(people)) == len(people)
    assert (found is Found.NONE) == (not people)
