"""The one table of stages, steps and outcomes, with what each does to name, clock and coverage.

A referral is always in one `Stage`. A `Step` leads from some stages to one; `judge` says whether
somebody may take it now. `rules.diagram` draws the table.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    RECEIVED = "received"  # a need arrived; who is meant is not yet certain
    WAITING = "waiting"  # we know who; a supporter is to be asked
    ASKED = "asked"  # a supporter was asked, without a name
    TAKEN = "taken"  # she said yes and sees the name, without the contact
    CONFIRMED = "confirmed"  # no conflict; the contact is open to her
    REACHING = "reaching"  # tried at least once
    OFFERED = "offered"  # words were left with the person
    TALKING = "talking"  # they answered
    RESTING = "resting"  # "ask me again in two or four weeks", with consent
    INTRODUCED = "introduced"  # to counselling; open until confirmed or 72 hours
    CONTACT = "contact"  # the contact does not work; the desk finds another
    CLOSING = "closing"  # opened by nobody; can be undone for ten minutes
    FORGETTING = "forgetting"  # final; the key is being destroyed
    HELD = "held"  # a legal hold suspends the forgetting; opened by nobody, outreach stopped


class Actor(StrEnum):
    SUPPORTER = "supporter"
    COORDINATOR = "coordinator"  # herself, or recording what somebody said by telephone
    RECIPIENT = "recipient"  # by the return code
    REPORTER = "reporter"  # by the report's code
    PROGRAM = "program"  # the worker and the sweep


class Outcome(StrEnum):
    MET = "met"
    NOT_NOW = "not_now"
    DECLINED = "declined"
    NOT_REACHED = "not_reached"
    STOPPED = "stopped"
    INTRODUCED = "introduced"
    MERGED = "merged"
    SIGNPOSTED = "signposted"
    IN_ERROR = "in_error"
    NOT_VOLUNTARY = "not_voluntary"
    MISSED = "missed"


class Name(StrEnum):
    """What a step does to the name."""

    KEPT = "kept as it was"
    DESK = "only the desk may open it"
    HIDDEN = "the supporter sees no name"
    SHOWN = "the supporter sees the name without the contact"
    CONTACT = "the supporter sees name and contact"
    NOBODY = "opened by nobody"
    GONE = "destroyed at once"


class Clock(StrEnum):
    """What a step does to the clock."""

    RUNS = "first contact is still due"
    STOPS = "first contact is made"
    SLEEPS = "sleeps until the agreed date"
    SEVENTY_TWO = "72 hours"
    TEN_MINUTES = "ten minutes to undo"
    KEPT = "goes on as before"
    ENDS = "ends"
    HELD = "stands still while a hold covers it"


class Coverage(StrEnum):
    """What a step does to the coverage of an event."""

    SAME = "unchanged"
    EXPOSED = "counts as exposed"
    OFFERED = "counts as offered"
    REACHED = "counts as offered and reached"
    OUTSIDE = "stands outside"
    MERGED = "counts once for each event"
    MISSED = "stands inside, not offered"
    BACK = "as before"


OVER = frozenset({Stage.FORGETTING, Stage.HELD})
"""Final: opened by nobody, shown to nobody, and not to be undone."""
CLOSED = OVER | {Stage.CLOSING}
OPEN = frozenset(Stage) - CLOSED
WITH_SUPPORTER = frozenset(
    {
        Stage.ASKED,
        Stage.TAKEN,
        Stage.CONFIRMED,
        Stage.REACHING,
        Stage.OFFERED,
        Stage.TALKING,
        Stage.RESTING,
        Stage.INTRODUCED,
        Stage.CONTACT,
    }
)
NAME_SHOWN = WITH_SUPPORTER - {Stage.ASKED}
CONTACT_SHOWN = NAME_SHOWN - {Stage.TAKEN, Stage.CONTACT}
TRYING = frozenset({Stage.CONFIRMED, Stage.REACHING, Stage.OFFERED})
IN_TOUCH = TRYING | {Stage.TALKING}
CONTACT_MADE = frozenset({Coverage.OFFERED, Coverage.REACHED})
FIRST_CONTACT_DUE = frozenset(
    {
        Stage.RECEIVED,
        Stage.WAITING,
        Stage.ASKED,
        Stage.TAKEN,
        Stage.CONFIRMED,
        Stage.REACHING,
        Stage.CONTACT,
    }
)
# Of two referrals of one person, the one that stands further to the left goes on.
FURTHEST = (
    Stage.TALKING,
    Stage.INTRODUCED,
    Stage.OFFERED,
    Stage.RESTING,
    Stage.REACHING,
    Stage.CONFIRMED,
    Stage.TAKEN,
    Stage.CONTACT,
    Stage.ASKED,
    Stage.WAITING,
    Stage.RECEIVED,
)
OUTSIDE = frozenset({Outcome.SIGNPOSTED, Outcome.IN_ERROR, Outcome.NOT_VOLUNTARY})


@dataclass(frozen=True)
class Step:
    """One row of the table. `target` None means: back to the stage before, unless it keeps it."""

    name: str
    sources: frozenset[Stage]
    target: Stage | None
    actors: frozenset[Actor]
    effect_on_name: Name
    effect_on_clock: Clock
    effect_on_coverage: Coverage
    outcome: Outcome | None = None
    keeps_stage: bool = False


@dataclass(frozen=True)
class Refusal:
    """Why a step cannot be taken: `not_now` (wrong stage) or `not_yours` (wrong actor)."""

    reason: str
    stage: Stage


_S, _A, _N, _C, _V = Stage, Actor, Name, Clock, Coverage
_DESK = frozenset({_A.COORDINATOR})
_HERS = frozenset({_A.SUPPORTER, _A.COORDINATOR})
_THEIRS = frozenset({_A.RECIPIENT, _A.COORDINATOR})
_WORKER = frozenset({_A.PROGRAM})


def _row(
    name: str,
    sources: set[Stage] | frozenset[Stage],
    target: Stage | None,
    actors: frozenset[Actor],
    effects: tuple[Name, Clock, Coverage],
    outcome: Outcome | None = None,
) -> Step:
    return Step(name, frozenset(sources), target, actors, *effects, outcome)


def _stay(name: str, sources: frozenset[Stage], actors: frozenset[Actor], clock: Clock) -> Step:
    effects = (_N.KEPT, clock, _V.SAME)
    return Step(name, sources, None, actors, *effects, None, keeps_stage=True)


_BACK_TO_DESK = (_N.DESK, _C.RUNS, _V.SAME)
_CLOSE = (_N.NOBODY, _C.TEN_MINUTES)

# fmt: off
_ROWS = (
    # Who is this?
    _row("resolve", {_S.RECEIVED}, _S.WAITING, _DESK | _WORKER, (_N.DESK, _C.RUNS, _V.EXPOSED)),
    # Asking a supporter, and her answer.
    _row("ask", {_S.WAITING}, _S.ASKED, _DESK | _WORKER, (_N.HIDDEN, _C.RUNS, _V.SAME)),
    _row("recall", {_S.ASKED}, _S.WAITING, _DESK | _WORKER, _BACK_TO_DESK),
    _row("pass", {_S.ASKED}, _S.WAITING, _HERS, _BACK_TO_DESK),
    _row("take", {_S.ASKED}, _S.TAKEN, _HERS, (_N.SHOWN, _C.RUNS, _V.SAME)),
    _row("declare", {_S.TAKEN}, _S.WAITING, _HERS, _BACK_TO_DESK),
    _row("confirm", {_S.TAKEN}, _S.CONFIRMED, _HERS, (_N.CONTACT, _C.RUNS, _V.SAME)),
    # Reaching.
    _row("not_yet", {_S.CONFIRMED, _S.REACHING}, _S.REACHING, _HERS,
         (_N.CONTACT, _C.RUNS, _V.SAME)),
    _row("offer", TRYING, _S.OFFERED, _HERS, (_N.CONTACT, _C.STOPS, _V.OFFERED)),
    _row("talk", IN_TOUCH | {_S.RESTING}, _S.TALKING, _HERS, (_N.CONTACT, _C.STOPS, _V.REACHED)),
    _row("rest", IN_TOUCH, _S.RESTING, _HERS, (_N.CONTACT, _C.SLEEPS, _V.REACHED)),
    _row("wake", {_S.RESTING}, _S.OFFERED, _HERS | _WORKER, (_N.CONTACT, _C.STOPS, _V.SAME)),
    _row("introduce", IN_TOUCH, _S.INTRODUCED, _HERS, (_N.CONTACT, _C.SEVENTY_TWO, _V.REACHED)),
    # A wrong "yes": as long as nothing followed, it stands as before that answer.
    _row("retract", {_S.OFFERED, _S.TALKING, _S.RESTING, _S.INTRODUCED}, None, _HERS,
         (_N.CONTACT, _C.KEPT, _V.BACK)),
    # Ordinary mishaps.
    _row("contact_fails", TRYING, _S.CONTACT, _HERS, (_N.DESK, _C.RUNS, _V.SAME)),
    _row("mend_contact", {_S.CONTACT}, _S.CONFIRMED, _THEIRS, (_N.CONTACT, _C.RUNS, _V.SAME)),
    _row("someone_else", WITH_SUPPORTER - {_S.INTRODUCED}, _S.WAITING, _THEIRS | _HERS,
         _BACK_TO_DESK),
    _row("hand_back", NAME_SHOWN - {_S.INTRODUCED}, _S.WAITING, _HERS | _WORKER, _BACK_TO_DESK),
    _stay("not_mine", OPEN, _DESK, _C.KEPT),
    _stay("not_through", OPEN, _THEIRS, _C.KEPT),
    _stay("change", OPEN, _THEIRS, _C.KEPT),
    # Closing: each can be undone for ten minutes.
    _row("met", IN_TOUCH | {_S.INTRODUCED}, _S.CLOSING, _HERS, (*_CLOSE, _V.REACHED), Outcome.MET),
    _row("not_now", IN_TOUCH | {_S.RESTING}, _S.CLOSING, _HERS,
         (*_CLOSE, _V.REACHED), Outcome.NOT_NOW),
    _row("decline", IN_TOUCH | {_S.RESTING}, _S.CLOSING, _HERS,
         (*_CLOSE, _V.REACHED), Outcome.DECLINED),
    _row("not_reached", {_S.REACHING, _S.OFFERED, _S.CONTACT}, _S.CLOSING, _HERS,
         (*_CLOSE, _V.SAME), Outcome.NOT_REACHED),
    _row("introduced", {_S.INTRODUCED}, _S.CLOSING, _HERS | _WORKER,
         (*_CLOSE, _V.REACHED), Outcome.INTRODUCED),
    _row("merge", OPEN, _S.CLOSING, _DESK | _WORKER, (*_CLOSE, _V.MERGED), Outcome.MERGED),
    _row("signpost", OPEN, _S.CLOSING, _DESK, (*_CLOSE, _V.OUTSIDE), Outcome.SIGNPOSTED),
    _row("wrong_person", OPEN - {_S.ASKED, _S.INTRODUCED, _S.RESTING}, _S.CLOSING, _HERS,
         (*_CLOSE, _V.OUTSIDE), Outcome.IN_ERROR),
    _row("was_not_there", OPEN - {_S.ASKED, _S.INTRODUCED, _S.RESTING}, _S.CLOSING, _HERS,
         (*_CLOSE, _V.OUTSIDE), Outcome.IN_ERROR),
    _row("report_in_error", OPEN, _S.CLOSING, _DESK | {_A.REPORTER},
         (*_CLOSE, _V.OUTSIDE), Outcome.IN_ERROR),
    _row("not_voluntary", OPEN - {_S.ASKED}, _S.CLOSING, _HERS,
         (*_CLOSE, _V.OUTSIDE), Outcome.NOT_VOLUNTARY),
    _row("undo", {_S.CLOSING}, None, _HERS, (_N.KEPT, _C.KEPT, _V.BACK)),
    # Forgetting: final.
    _row("finish", {_S.CLOSING}, _S.FORGETTING, _WORKER, (_N.GONE, _C.ENDS, _V.SAME)),
    _row("stop", OPEN | {_S.CLOSING}, _S.FORGETTING, _THEIRS,
         (_N.GONE, _C.ENDS, _V.SAME), Outcome.STOPPED),
    _row("expire", OPEN, _S.FORGETTING, _WORKER, (_N.GONE, _C.ENDS, _V.MISSED), Outcome.MISSED),
    # A legal hold suspends that, and nothing else.
    _row("hold", {_S.FORGETTING}, _S.HELD, _WORKER, (_N.NOBODY, _C.HELD, _V.SAME)),
    _row("let_go", {_S.HELD}, _S.FORGETTING, _WORKER, (_N.GONE, _C.ENDS, _V.SAME)),
)
# fmt: on

STEPS: dict[str, Step] = {step.name: step for step in _ROWS}


def judge(step: Step, stage: Stage, actor: Actor) -> Refusal | None:
    """None if the actor may take the step from this stage, else why not."""
    if actor not in step.actors:
        return Refusal("not_yours", stage)
    if stage not in step.sources:
        return Refusal("not_now", stage)
    return None


def target(step: Step, stage: Stage, before: Stage | None = None) -> Stage:
    """Where the step leads from this stage; `before` is the stage that it goes back to."""
    if step.target is not None:
        return step.target
    if step.keeps_stage:
        return stage
    if before is None:
        raise ValueError("a step back needs the stage before")
    return before


def rank(stage: Stage) -> int:
    """How far it is: the lower, the further. What is closing stands behind all that is open."""
    return FURTHEST.index(stage) if stage in FURTHEST else len(FURTHEST)


def steps_from(stage: Stage, actor: Actor) -> tuple[Step, ...]:
    """Every step this actor could take now, in the table's order."""
    return tuple(step for step in _ROWS if judge(step, stage, actor) is None)
