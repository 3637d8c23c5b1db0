"""Asking a supporter without a name, and what she answers."""

from __future__ import annotations

import pytest

from beside.audit.models import DayCount
from beside.directory.index import index
from beside.directory.models import Clinician
from beside.matching import actions as matching
from beside.matching.actions import CannotAsk, Conflict
from beside.matching.suggesting import suggestions
from beside.referrals import actions
from beside.referrals.change import NotNow
from beside.referrals.models import find, load
from beside.rules.access import Verb
from beside.rules.matching import Why
from beside.rules.stages import Actor, Stage
from beside.supporters.models import Evaluates
from tests.cast import NOW, Cast, supporter
from tests.referrals.making import at_stage, waiting


def hers(cast: Cast) -> dict[str, object]:
    return {"actor": Actor.SUPPORTER, "by": cast.sue.member, "at": NOW}


def test_a_supporter_who_is_asked_can_see_that_it_exists_and_nobody_else_can(cast: Cast) -> None:
    row = matching.ask(waiting(cast).handle, cast.sue, by=cast.cora, at=NOW)
    assert find(row.handle, cast.sue.member).stage == Stage.ASKED
    for stranger in (cast.sam.member, cast.ann):
        with pytest.raises(type(row).DoesNotExist):
            find(row.handle, stranger)


def test_a_yes_leads_to_the_conflict_question_and_none_opens_the_contact(cast: Cast) -> None:
    row = at_stage(cast, Stage.ASKED)
    assert matching.take(row.handle, **hers(cast)).stage == Stage.TAKEN  # type: ignore[arg-type]
    after = matching.answer_conflict(row.handle, Conflict.NONE, **hers(cast))  # type: ignore[arg-type]
    assert after.stage == Stage.CONFIRMED


@pytest.mark.parametrize("conflict", [one for one in Conflict if one is not Conflict.NONE])
def test_any_conflict_goes_back_and_leaves_no_reason(cast: Cast, conflict: Conflict) -> None:
    row = at_stage(cast, Stage.TAKEN)
    expected = load(row.handle).facts
    expected.bar(cast.sue.pk)
    expected.supporter = None
    counted = dict(DayCount.objects.values_list("verb", "number"))
    matching.answer_conflict(row.handle, conflict, **hers(cast))  # type: ignore[arg-type]
    after = load(row.handle)
    assert after.stage == Stage.WAITING
    assert after.facts == expected, "she is barred, and nothing else tells of it"
    assert dict(DayCount.objects.values_list("verb", "number")) == counted | {"declare": 1}


def test_a_no_goes_back_and_she_is_not_asked_again_for_this_person(cast: Cast) -> None:
    row = at_stage(cast, Stage.ASKED)
    matching.pass_on(row.handle, **hers(cast))  # type: ignore[arg-type]
    with pytest.raises(CannotAsk):
        matching.ask(row.handle, cast.sue, by=cast.cora, at=NOW)
    assert load(row.handle).stage == Stage.WAITING


def test_two_coordinators_who_ask_at_once_ask_one_supporter(cast: Cast) -> None:
    row = waiting(cast)
    matching.ask(row.handle, cast.sue, by=cast.cora, at=NOW)
    with pytest.raises(NotNow):
        matching.ask(row.handle, supporter("Noa New"), by=cast.dan, at=NOW)
    assert load(row.handle).facts.supporter == cast.sue.pk


def test_an_answer_after_the_ask_was_taken_back_is_told_so(cast: Cast) -> None:
    row = at_stage(cast, Stage.ASKED)
    matching.recall(row.handle, by=cast.cora, at=NOW)
    with pytest.raises(NotNow):
        matching.pass_on(row.handle, **hers(cast))  # type: ignore[arg-type]


def test_who_evaluates_or_is_the_person_is_barred_once_the_person_is_found(cast: Cast) -> None:
    rosa = load(
        waiting(cast).handle
    )  # Sam supervises her, Sol supervises Sam and leads her program
    assert {cast.sam.pk, cast.sol.pk} <= rosa.facts.barred_supporters
    assert cast.sue.pk not in rosa.facts.barred_supporters
    sam = load(waiting(cast, cast.sam_person, name="Sam Silva", contact="").handle)
    assert {cast.sam.pk, cast.sol.pk} <= sam.facts.barred_supporters
    sol = load(waiting(cast, cast.sol_person, name="Sol Stone", contact="").handle)
    assert {cast.sam.pk, cast.sol.pk} <= sol.facts.barred_supporters, "supervision in both ways"
    for barred in (cast.sam, cast.sol):
        with pytest.raises(CannotAsk):
            matching.ask(rosa.handle, barred, by=cast.cora, at=NOW)


def test_each_ground_alone_bars(cast: Cast) -> None:
    """What one of them says is not said by another here: each is lost only with itself."""

    def barred(person: Clinician) -> frozenset[int]:
        found = waiting(cast, person, name=f"{person.first_name} {person.last_name}", contact="")
        return load(found.handle).facts.barred_supporters

    sam, sue, sol = cast.sam.pk, cast.sue.pk, cast.sol.pk
    assert barred(cast.sue.clinician) == {sue}, "herself"
    assert barred(cast.faye) == set()
    Evaluates.objects.create(supporter=cast.sue, department=cast.medicine, as_what="chair")
    assert barred(cast.faye) == {sue}, "evaluates a whole department"
    cast.sol.evaluates.all().delete()
    assert barred(cast.rosa) == {sam, sol}, "two steps up the line of evaluation"
    assert barred(cast.remy) == {sol}
    cast.sol.evaluates.create(department=cast.pediatrics, pool=cast.fellow, as_what="director")
    assert barred(cast.kim_two) == set(), "another pool of the department"
    cast.sol.evaluates.create(department=cast.pediatrics, pool=cast.resident, as_what="director")
    assert barred(cast.kim_two) == {sol}, "this pool of it"
    assert barred(cast.kim_one) == {sue}


def test_somebody_not_in_the_directory_bars_nobody_and_says_so(cast: Cast) -> None:
    row = at_stage(cast, Stage.RECEIVED)
    found = actions.resolve(row.handle, None, by=cast.cora, at=NOW)
    assert found.facts.match == "outside"
    assert found.facts.barred_supporters == frozenset()


def test_a_line_of_evaluation_that_changed_since_is_caught_when_she_says_yes(cast: Cast) -> None:
    row = at_stage(cast, Stage.ASKED)
    cast.rosa.supervisor_employee_id = "T0003"  # Sue supervises Rosa since this morning
    cast.rosa.save()
    from beside.directory.models import DirectoryStamp

    DirectoryStamp.objects.update(version=2)
    with pytest.raises(CannotAsk):
        matching.take(row.handle, **hers(cast))  # type: ignore[arg-type]


def test_suggestions_give_reasons_and_refusals_give_one_too(cast: Cast) -> None:
    offers = suggestions(load(waiting(cast).handle), at=NOW)
    assert [one.supporter for one in offers if one.can_be_asked] == [cast.sue]
    refused = {one.supporter: one.suggestion.refused for one in offers if not one.can_be_asked}
    assert refused == {cast.sam: Why.BARRED, cast.sol: Why.BARRED}
    assert all(one.refusal for one in offers if not one.can_be_asked)
    assert offers[0].reasons


def test_who_is_away_pausing_untrained_or_full_is_not_suggested(cast: Cast) -> None:
    row = load(waiting(cast).handle)
    for changes, why in (
        ({"away_on": NOW.date()}, Why.AWAY),
        ({"paused_from": NOW.date()}, Why.AWAY),
        ({"trained_on": None}, Why.NOT_TRAINED),
        ({"cap": 0}, Why.FULL),
    ):
        type(cast.sue).objects.filter(pk=cast.sue.pk).update(
            **{"away_on": None, "paused_from": None, "trained_on": NOW.date(), "cap": 2, **changes}
        )
        refused = {one.supporter: one.suggestion.refused for one in suggestions(row, at=NOW)}
        assert refused[cast.sue] is why


def test_hidden_from_a_coordinator_means_it_does_not_exist_for_her(cast: Cast) -> None:
    row = at_stage(cast, Stage.WAITING)
    actions.not_mine(row.handle, by=cast.cora, at=NOW)
    with pytest.raises(type(row).DoesNotExist):
        find(row.handle, cast.cora, Verb.ASK)
    assert find(row.handle, cast.dan, Verb.ASK).handle == row.handle
    assert index().by_id(cast.rosa.pk) is not None


def test_whom_it_is_hidden_from_is_not_asked_either(cast: Cast) -> None:
    """Dan coordinates and supports; Rosa wished that it does not go through him."""
    from beside.supporters.models import Supporter

    dan = Supporter.objects.create(
        member=cast.dan, designated_on=NOW.date(), trained_on=NOW.date(), cap=2
    )
    row = waiting(cast)
    actions.not_through(row.handle, cast.dan.pk, actor=Actor.RECIPIENT, by=None, at=NOW)
    with pytest.raises(CannotAsk):
        matching.ask(row.handle, dan, by=cast.cora, at=NOW)
    refused = {one.supporter for one in suggestions(load(row.handle), at=NOW) if one.refusal}
    assert dan in refused


def test_an_answer_to_what_is_gone_is_told_so(cast: Cast) -> None:
    row = at_stage(cast, Stage.ASKED)
    type(row).objects.all().delete()
    for verb in (matching.take, matching.pass_on):
        with pytest.raises(NotNow):
            verb(row.handle, **hers(cast))  # type: ignore[arg-type]
