"""The methods of a keyring that may be asked over the wire, and nothing else may be.

Each says what it takes and gives, whether asking it twice does what asking once does, and how a
list that fills more than one frame is asked in pieces.

`is_repeatable` decides what happens when a connection ends after a question was sent and before its
answer came: whether the act was done is then not known. What only reads is asked again, and so is
what stands as it stood when it is done twice (`forget` gives the same receipt and counts nothing).
What makes, counts, or answers otherwise the second time is not: `create` would leave an orphan,
`count_event` would count twice, `ask_hold` would ask for two, `drop_alarms` would drop what has
come since, and a `look` is somebody's, who may look again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar
from uuid import UUID

from beside.vault.keyring.interface import (
    About,
    ClockReading,
    Closing,
    Context,
    Head,
    Hold,
    Opener,
    Receipt,
    Released,
    Sealed,
    Statistics,
    Subject,
    Tidied,
)
from beside.vault.keyring.values import (
    BYTES,
    DAY,
    FRACTION,
    HANDLE,
    MOMENT,
    NOTHING,
    TEXT,
    TRUTH,
    WHOLE,
    Kind,
    distinct,
    many,
    maybe,
    named,
    numbered,
    pair,
    record,
    several,
    up_to,
)

T = TypeVar("T")
MOST_AT_ONCE = 50_000  # handles of one `create`, so that they fit into one answer
_SEAL_MORE = 64  # bytes at most by which a seal is longer than what it seals
_RECEIPT_SIZE, _OWNERS_SIZE, _LOAD_SIZE = 96, 512, 24  # bytes at most of one of them in an answer

CONTEXT = record(Context, row=TEXT, column=TEXT, size=up_to(256 * 1024))
SEALED = record(Sealed, handle=HANDLE, context=CONTEXT, text=BYTES)
OPENER = record(Opener, member=WHOLE, role=TEXT, exempt=TRUTH)
SUBJECT = record(Subject, event=maybe(HANDLE), kind=TEXT, reason=TEXT, unit=TEXT)
HOLD = record(
    Hold,
    identifier=TEXT,
    scope=SUBJECT,
    why=TEXT,
    asked_by=WHOLE,
    agreed_by=maybe(WHOLE),
    until=DAY,
)
CLOSING = record(
    Closing,
    handle=HANDLE,
    period=TEXT,
    tables=named(TEXT),
    events=several(HANDLE),
    coverage=several(TEXT),
    supporter=maybe(WHOLE),
    week=WHOLE,
    reason=TEXT,
    unit=TEXT,
)
RECEIPT = record(Receipt, handle=HANDLE, proof=TEXT)
ABOUT_IT = record(About, identifier=TEXT, mode=TEXT, generation=WHOLE, witnessed=WHOLE)
TIDIED = record(Tidied, generation=WHOLE, lost=WHOLE, orphans=WHOLE, paused=TRUTH)
READING = record(ClockReading, judged=MOMENT, mark=MOMENT, paused_until=maybe(MOMENT), behind=TRUTH)
STATISTICS_OF_IT = record(
    Statistics,
    generation=WHOLE,
    referrals=WHOLE,
    events=WHOLE,
    claims=WHOLE,
    codes=WHOLE,
    event_counters=WHOLE,
    periods=WHOLE,
    day_keys=WHOLE,
    forgotten=WHOLE,
    holds=WHOLE,
)
HEAD = record(Head, day=DAY, digest=TEXT, key=TEXT)
TABLES = named(named(WHOLE))
RELEASED = record(Released, periods=several(TEXT), tables=TABLES, is_few=TRUTH)
HANDLES, TEXTS = many(HANDLE), many(TEXT)


@dataclass(frozen=True)
class Pieces:
    """How a long list is asked in pieces: which argument it is, and how the answers are joined.

    `weight`: how many bytes one plain element takes in its answer, where that is more than in the
    question.
    """

    argument: str
    join: Callable[[list[Any]], Any]
    weight: Callable[[Any], int] = lambda plain: 0


@dataclass(frozen=True)
class Method(Generic[T]):
    """One method: its name, its arguments in their order, what it gives."""

    name: str
    takes: Mapping[str, Kind[Any]]
    gives: Kind[T]
    is_repeatable: bool
    pieces: Pieces | None = None


METHODS: dict[str, Method[Any]] = {}


def _once(
    name: str, gives: Kind[T], pieces: Pieces | None = None, /, **takes: Kind[Any]
) -> Method[T]:
    METHODS[name] = Method(name, takes, gives, False, pieces)
    return METHODS[name]


def _again(
    name: str, gives: Kind[T], pieces: Pieces | None = None, /, **takes: Kind[Any]
) -> Method[T]:
    METHODS[name] = Method(name, takes, gives, True, pieces)
    return METHODS[name]


# Live counters are nobody's: a keyring that is served for real does not give them.
FOR_TESTS = frozenset({"period"})


# How the answers to pieces become one.


def _one_after_another(answers: list[list[T]]) -> list[T]:
    return [one for answer in answers for one in answer]


def _nothing(answers: list[None]) -> None:
    return None


def _merged(answers: list[dict[int, float]]) -> dict[int, float]:
    return {member: load for answer in answers for member, load in answer.items()}


def _in_every(answers: list[list[tuple[UUID, date]]]) -> list[tuple[UUID, date]]:
    """An orphan is in none of the pieces of what is known: so it is in every answer."""
    in_all = set.intersection(*map(set, answers))
    return [one for one in answers[0] if one in in_all]


def _always(size: int) -> Callable[[Any], int]:
    return lambda plain: size


def _sealed_size(plain: Any) -> int:
    _handle, (_row, _column, size), _text = plain
    return int(size) + _SEAL_MORE


# Which one it is.

ABOUT = _again("about", ABOUT_IT)
STATISTICS = _again("statistics", STATISTICS_OF_IT)

# Keys and seals.

CREATE = _once("create", HANDLES, row=TEXT, expiry_week=DAY, count=up_to(MOST_AT_ONCE), at=MOMENT)
CONFIRM = _again("confirm", NOTHING, Pieces("handles", _nothing), handles=HANDLES)
UNCONFIRMED = _again("unconfirmed", HANDLES)
HOLDS = _again("holds", many(TRUTH), Pieces("handles", _one_after_another), handles=HANDLES)
SEAL = _again(
    "seal", many(BYTES), Pieces("items", _one_after_another, _sealed_size), items=many(SEALED)
)
OPEN = _again("open", many(maybe(BYTES)), Pieces("items", _one_after_another), items=many(SEALED))
LOOK = _once(
    "look",
    many(maybe(BYTES)),
    Pieces("items", _one_after_another),
    items=many(SEALED),
    opener=OPENER,
    at=MOMENT,
)
OPENINGS = _again("openings", named(WHOLE), day=DAY)
ALARMS = _again("alarms", named(WHOLE))
DROP_ALARMS = _once("drop_alarms", NOTHING, told=named(WHOLE))

# Claims. `claimed` with a time is somebody's asking and counted, so it is asked once only.

CLAIM_MANY = _again(
    "claim_many", NOTHING, Pieces("claims", _nothing), claims=many(pair(HANDLE, TEXTS))
)
CLAIMED = _once(
    "claimed",
    many(distinct(HANDLE)),
    Pieces("value_lists", _one_after_another, _always(_OWNERS_SIZE)),
    value_lists=many(TEXTS),
    at=maybe(MOMENT),
)
UNCLAIM = _again("unclaim", NOTHING, handle=HANDLE, values=TEXTS)
UNCLAIM_SHARED = _again("unclaim_shared", NOTHING, handle=HANDLE, other=HANDLE)
DROP_CLAIMS = _again("drop_claims", NOTHING, handle=HANDLE)

# Return codes, and what is derived from a day's key.

SET_CODE = _again("set_code", NOTHING, handle=HANDLE, code=TEXT)
FIND_CODE = _again("find_code", maybe(HANDLE), code=TEXT)
SHARE_CODES = _again("share_codes", NOTHING, handle=HANDLE, into=HANDLE)
BEGIN_DAY = _again("begin_day", NOTHING, day=DAY)
DERIVE = _again("derive", maybe(BYTES), day=DAY, purpose=TEXT, nonce=BYTES, length=up_to(255 * 32))

# Counting.

LOAD = _again(
    "load",
    numbered(FRACTION),
    Pieces("members", _merged, _always(_LOAD_SIZE)),
    members=many(WHOLE),
    week=WHOLE,
)
OPEN_EVENT = _again("open_event", NOTHING, handle=HANDLE, kind=TEXT, unit=TEXT)
COUNT_EVENT = _once("count_event", NOTHING, handle=HANDLE, coverage=TEXTS, people=WHOLE)
EVENT_COVERAGE = _again("event_coverage", named(WHOLE), handle=HANDLE)
PERIOD = _again("period", TABLES, name=TEXT)
PERIODS = _again("periods", TEXTS)
RELEASE = _again("release", RELEASED, name=TEXT, today=DAY)
DISCARD = _again("discard", NOTHING, names=TEXTS)

# Forgetting.

FORGET = _again(
    "forget",
    many(RECEIPT),
    Pieces("closings", _one_after_another, _always(_RECEIPT_SIZE)),
    closings=many(CLOSING),
    today=DAY,
    witness=WHOLE,
)
GIVE_UP = _again(
    "give_up",
    many(RECEIPT),
    Pieces("handles", _one_after_another, _always(_RECEIPT_SIZE)),
    handles=HANDLES,
    today=DAY,
    is_counted=TRUTH,
)
FORGOTTEN = _again("forgotten", many(TRUTH), Pieces("handles", _one_after_another), handles=HANDLES)
ORPHANS = _again("orphans", many(pair(HANDLE, DAY)), Pieces("known", _in_every), known=HANDLES)
DESTROY_ORPHANS = _once(
    "destroy_orphans", WHOLE, Pieces("handles", sum), handles=HANDLES, today=DAY
)
LOSE = _once("lose", WHOLE, Pieces("handles", sum), handles=HANDLES, today=DAY)
TIDY = _once("tidy", TIDIED, at=MOMENT, witness=WHOLE, is_told=TRUTH)
CLOCK = _again("clock", READING, at=MOMENT)
CONFIRM_CLOCK = _again("confirm_clock", NOTHING, at=MOMENT)

# What two members agree on.

ASK_HOLD = _once("ask_hold", HOLD, scope=SUBJECT, why=TEXT, member=WHOLE, today=DAY)
AGREE_HOLD = _once("agree_hold", HOLD, identifier=TEXT, member=WHOLE, today=DAY)
END_HOLD = _again("end_hold", NOTHING, identifier=TEXT)
ALL_HOLDS = _again("all_holds", many(HOLD), today=DAY)
HELD_UNTIL = _again(
    "held_until",
    many(maybe(DAY)),
    Pieces("closings", _one_after_another),
    closings=many(CLOSING),
    today=DAY,
)
ASK_WIDEN = _again("ask_widen", NOTHING, member=WHOLE, at=MOMENT)
AGREE_WIDEN = _once("agree_widen", NOTHING, member=WHOLE, at=MOMENT)
WIDENING = _again("widening", pair(maybe(WHOLE), maybe(MOMENT)), at=MOMENT)

# Where the chain of the audit ends.

ANCHOR = _again("anchor", NOTHING, head=maybe(HEAD), is_told=TRUTH)
ANCHORED = _again("anchored", maybe(HEAD))
