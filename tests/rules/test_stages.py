"""Every pair of stage and step, for every actor: the table says yes or says why not."""

from __future__ import annotations

import itertools

import pytest

from beside.rules import diagram, stages
from beside.rules.stages import OPEN, STEPS, Actor, Clock, Coverage, Name, Outcome, Stage

S, A = Stage, Actor

# Written out by hand, so that a slip in the table shows: step -> where it leads, from where.
EXPECTED: dict[str, tuple[str, str]] = {
    "resolve": ("waiting", "received"),
    "ask": ("asked", "waiting"),
    "recall": ("waiting", "asked"),
    "pass": ("waiting", "asked"),
    "take": ("taken", "asked"),
    "declare": ("waiting", "taken"),
    "confirm": ("confirmed", "taken"),
    "not_yet": ("reaching", "confirmed reaching"),
    "offer": ("offered", "confirmed reaching offered"),
    "talk": ("talking", "confirmed reaching offered talking resting"),
    "rest": ("resting", "confirmed reaching offered talking"),
    "wake": ("offered", "resting"),
    "introduce": ("introduced", "confirmed reaching offered talking"),
    "contact_fails": ("contact", "confirmed reaching offered"),
    "mend_contact": ("confirmed", "contact"),
    "someone_else": (
        "waiting",
        "asked taken confirmed reaching offered talking resting contact",
    ),
    "hand_back": ("waiting", "taken confirmed reaching offered talking resting contact"),
    "met": ("closing", "confirmed reaching offered talking introduced"),
    "not_now": ("closing", "confirmed reaching offered talking resting"),
    "decline": ("closing", "confirmed reaching offered talking resting"),
    "not_reached": ("closing", "reaching offered contact"),
    "introduced": ("closing", "introduced"),
    "merge": ("closing", "*"),
    "signpost": ("closing", "*"),
    "wrong_person": (
        "closing",
        "received waiting taken confirmed reaching offered talking contact",
    ),
    "was_not_there": (
        "closing",
        "received waiting taken confirmed reaching offered talking contact",
    ),
    "report_in_error": ("closing", "*"),
    "not_voluntary": (
        "closing",
        "received waiting taken confirmed reaching offered talking resting introduced contact",
    ),
    "finish": ("forgetting", "closing"),
    "stop": ("forgetting", "* closing"),
    "expire": ("forgetting", "*"),
    "hold": ("held", "forgetting"),
    "let_go": ("forgetting", "held"),
}
BACK = {"undo", "retract"}  # to the stage before
KEEP = {"not_mine", "not_through", "change"}
SUPPORTER = {
    "pass", "take", "declare", "confirm", "not_yet", "offer", "talk", "rest", "wake", "introduce",
    "contact_fails", "someone_else", "hand_back", "met", "not_now", "decline", "not_reached",
    "introduced", "wrong_person", "was_not_there", "not_voluntary", "undo", "retract",
}  # fmt: skip
RECIPIENT = {"mend_contact", "someone_else", "not_through", "change", "stop"}
PROGRAM = {
    "resolve", "ask", "recall", "wake", "introduced", "merge", "finish", "expire", "hold", "let_go",
    "hand_back",
}  # fmt: skip
NOT_COORDINATOR = {"finish", "expire", "hold", "let_go"}


def sources(text: str) -> set[Stage]:
    found: set[Stage] = set()
    for word in text.split():
        found |= set(OPEN) if word == "*" else {Stage(word)}
    return found


def test_the_table_has_exactly_the_steps_written_here() -> None:
    assert set(STEPS) == set(EXPECTED) | KEEP | BACK


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_step_leads_from_exactly_these_stages_to_this_one(name: str) -> None:
    where, origin = EXPECTED[name]
    assert STEPS[name].sources == sources(origin)
    for stage in STEPS[name].sources:
        assert stages.target(STEPS[name], stage) is Stage(where)


@pytest.mark.parametrize(("name", "stage"), list(itertools.product(sorted(STEPS), Stage)))
def test_every_pair_of_step_and_stage_is_judged_for_every_actor(name: str, stage: Stage) -> None:
    step = STEPS[name]
    for actor in Actor:
        refusal = stages.judge(step, stage, actor)
        if actor not in step.actors:
            assert refusal is not None
            assert refusal.reason == "not_yours"
        elif stage not in step.sources:
            assert refusal is not None
            assert refusal.reason == "not_now"
        else:
            assert refusal is None
            assert step in stages.steps_from(stage, actor)


def test_who_may_take_which_step() -> None:
    assert {one for one in STEPS if A.SUPPORTER in STEPS[one].actors} == SUPPORTER
    assert {one for one in STEPS if A.RECIPIENT in STEPS[one].actors} == RECIPIENT
    assert {one for one in STEPS if A.PROGRAM in STEPS[one].actors} == PROGRAM
    assert {one for one in STEPS if A.REPORTER in STEPS[one].actors} == {"report_in_error"}
    assert {one for one in STEPS if A.COORDINATOR not in STEPS[one].actors} == NOT_COORDINATOR


@pytest.mark.parametrize("stage", sorted(OPEN))
def test_a_recipient_can_stop_at_every_open_stage(stage: Stage) -> None:
    assert stages.judge(STEPS["stop"], stage, A.RECIPIENT) is None


@pytest.mark.parametrize("stage", sorted(OPEN))
def test_no_open_stage_is_a_dead_end_for_the_coordinator(stage: Stage) -> None:
    """A close is no way on: from everywhere the coordinator alone can bring it to a talk."""
    seen, new = {stage}, {stage}
    while new:
        new = {
            stages.target(step, one)
            for one in new
            for step in stages.steps_from(one, A.COORDINATOR)
            if step.target in OPEN and step.name not in BACK
        } - seen
        seen |= new
    if stage is S.INTRODUCED:  # they have been met and are with the counsellors
        assert seen == {S.INTRODUCED}
        assert STEPS["introduced"] in stages.steps_from(stage, A.COORDINATOR)
    else:
        assert S.TALKING in seen
    closes = {step.name for step in stages.steps_from(stage, A.COORDINATOR)}
    assert {"signpost", "report_in_error", "stop"} <= closes


def test_nothing_leads_out_of_forgetting_but_a_hold_and_out_of_that_only_back() -> None:
    for final, only in ((S.FORGETTING, "hold"), (S.HELD, "let_go")):
        assert [one for one in STEPS if final in STEPS[one].sources] == [only]
        assert STEPS[only].actors == {A.PROGRAM}
    assert {step.target for step in STEPS.values() if step.sources & stages.OVER} == stages.OVER


def test_what_is_over_is_neither_open_nor_with_a_supporter() -> None:
    assert {S.FORGETTING, S.HELD} == stages.OVER
    assert stages.OVER | {S.CLOSING} == stages.CLOSED == set(Stage) - OPEN
    assert not stages.CLOSED & (stages.WITH_SUPPORTER | stages.FIRST_CONTACT_DUE)
    assert STEPS["hold"].effect_on_name is Name.NOBODY


def test_every_close_hides_the_name_from_everybody_and_can_be_undone() -> None:
    for step in STEPS.values():
        if step.target is S.CLOSING:
            assert step.effect_on_name is Name.NOBODY
            assert step.effect_on_clock is Clock.TEN_MINUTES
            assert step.outcome is not None
    assert stages.target(STEPS["undo"], S.CLOSING, S.TALKING) is S.TALKING
    with pytest.raises(ValueError, match="the stage before"):
        stages.target(STEPS["undo"], S.CLOSING)


def test_a_slip_is_taken_back_to_where_it_was_answered_and_counts_for_nothing() -> None:
    retract = STEPS["retract"]
    assert retract.sources == {S.OFFERED, S.TALKING, S.RESTING, S.INTRODUCED}
    assert stages.target(retract, S.TALKING, S.REACHING) is S.REACHING
    assert retract.effect_on_coverage is Coverage.BACK
    with pytest.raises(ValueError, match="the stage before"):
        stages.target(retract, S.TALKING)
    answers = {one for one in STEPS.values() if one.effect_on_coverage in stages.CONTACT_MADE}
    assert {one.target for one in answers if one.target in OPEN} == retract.sources


def test_every_outcome_has_a_step_that_gives_it() -> None:
    assert {step.outcome for step in STEPS.values()} - {None} == set(Outcome)


def test_only_an_answer_counts_as_reached_and_only_words_left_as_offered() -> None:
    reached = {one for one in STEPS if STEPS[one].effect_on_coverage is Coverage.REACHED}
    assert reached == {"talk", "rest", "introduce", "met", "not_now", "decline", "introduced"}
    assert {one for one in STEPS if STEPS[one].effect_on_coverage is Coverage.OFFERED} == {"offer"}


def test_what_stands_outside_the_coverage() -> None:
    outside = {one for one in STEPS if STEPS[one].effect_on_coverage is Coverage.OUTSIDE}
    assert outside == {
        "signpost", "wrong_person", "was_not_there", "report_in_error", "not_voluntary",
    }  # fmt: skip
    assert {STEPS[one].outcome for one in outside} == set(stages.OUTSIDE)


def test_the_contact_is_shown_only_after_the_conflict_question() -> None:
    assert S.ASKED not in stages.NAME_SHOWN
    assert S.TAKEN in stages.NAME_SHOWN
    assert S.TAKEN not in stages.CONTACT_SHOWN
    ways_in = {
        (one, step.name)
        for one in set(Stage) - stages.CONTACT_SHOWN
        for actor in Actor
        for step in stages.steps_from(one, actor)
        if step.target in stages.CONTACT_SHOWN
    }
    assert ways_in == {(S.TAKEN, "confirm"), (S.CONTACT, "mend_contact")}
    # A contact is mended only for her who had answered the question before it failed.
    assert STEPS["contact_fails"].sources <= stages.CONTACT_SHOWN
    assert {one for one in STEPS if STEPS[one].target is S.CONTACT} == {"contact_fails"}


def test_the_diagram_names_every_step_and_every_stage() -> None:
    drawing = diagram.diagram()
    for name, step in STEPS.items():
        assert step.keeps_stage or f": {name}\n" in drawing
    for stage in Stage:
        assert stage.value in drawing
    assert diagram.table().count("\n") == len(STEPS) + 2


def test_every_open_stage_has_its_rank_and_a_failed_contact_is_behind_a_talk() -> None:
    assert set(stages.FURTHEST) == OPEN
    assert len(stages.FURTHEST) == len(OPEN)
    assert min(OPEN, key=stages.rank) is S.TALKING
    assert max(OPEN, key=stages.rank) is S.RECEIVED
    assert stages.rank(S.CONTACT) > stages.rank(S.CONFIRMED)
    assert all(stages.rank(S.CLOSING) > stages.rank(one) for one in OPEN)
