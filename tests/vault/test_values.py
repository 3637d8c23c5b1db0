"""The kinds of values that cross the wire: the same at the other end, or refused."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints
from uuid import UUID

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from beside.rules import holds
from beside.vault.keyring import interface, methods, values, wire
from beside.vault.keyring.interface import Closing, Context, Hold, Opener, Sealed, Subject
from beside.vault.keyring.values import Kind, Malformed

HANDLE = UUID(int=7)
DAY = date(2026, 11, 24)
RECORDS: dict[type, Kind[Any]] = {
    interface.About: methods.ABOUT_IT,
    interface.ClockReading: methods.READING,
    interface.Closing: methods.CLOSING,
    interface.Context: methods.CONTEXT,
    interface.Hold: methods.HOLD,
    interface.Opener: methods.OPENER,
    interface.Receipt: methods.RECEIPT,
    interface.Released: methods.RELEASED,
    interface.Sealed: methods.SEALED,
    interface.Statistics: methods.STATISTICS_OF_IT,
    interface.Subject: methods.SUBJECT,
    interface.Tidied: methods.TIDIED,
}
ANY: dict[Any, some.SearchStrategy[Any]] = {
    int: some.integers(0, 200_000),
    str: some.text(),
    bytes: some.binary(max_size=100),
    bool: some.booleans(),
    UUID: some.uuids(),
    date: some.dates(),
    datetime: some.datetimes(timezones=some.just(UTC)),
    NoneType: some.none(),
}


def anything(hint: Any) -> some.SearchStrategy[Any]:
    """Values of a field, as its type says; every field of a record is filled."""
    if hint in ANY:
        return ANY[hint]
    if is_dataclass(hint):
        return some.builds(hint, **{k: anything(v) for k, v in get_type_hints(hint).items()})
    inner = [anything(one) for one in get_args(hint) if one is not Ellipsis]
    if get_origin(hint) is tuple:
        return some.lists(inner[0], max_size=3).map(tuple)
    if get_origin(hint) is Mapping:
        return some.dictionaries(*inner, max_size=3)
    return some.one_of(inner)


def test_every_value_of_the_interface_can_cross() -> None:
    assert set(RECORDS) == {
        kind
        for _name, kind in inspect.getmembers(interface, inspect.isclass)
        if is_dataclass(kind) and kind.__module__ in (interface.__name__, holds.__name__)
    }


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
def test_every_value_of_the_interface_crosses_with_all_its_fields(kind: type) -> None:
    @given(anything(kind))
    @settings(max_examples=30, deadline=None)
    def crosses(value: Any) -> None:
        assert across(RECORDS[kind], value) == value

    crosses()


def across(kind: Kind[Any], value: Any) -> Any:
    """The value as it is at the other end."""
    return kind.decode(wire.value_of(cbor2.dumps(kind.encode(value))))


class Word(StrEnum):
    MET = "met"


WEST = datetime(2026, 11, 24, 7, 10, 3, 141, tzinfo=timezone(-timedelta(hours=8)))
PASS: list[tuple[Kind[Any], Any]] = [
    (values.TEXT, "Größe ✓"),
    (values.TEXT, Word.MET),
    (values.BYTES, b"\x00\xff"),
    (values.BYTES, memoryview(b"abc")),
    (values.WHOLE, -(2**63)),
    (values.WHOLE, 2**63 - 1),
    (values.FRACTION, 0.5),
    (values.TRUTH, True),
    (values.NOTHING, None),
    (values.HANDLE, HANDLE),
    (values.DAY, DAY),
    (values.MOMENT, WEST),
    (values.maybe(values.DAY), None),
    (values.many(values.HANDLE), [HANDLE, UUID(int=8)]),
    (values.several(values.TEXT), ("a", "b")),
    (values.distinct(values.HANDLE), frozenset({HANDLE})),
    (values.named(values.named(values.WHOLE)), {"total": {"all": 3}}),
    (values.numbered(values.FRACTION), {7: 1.5, 8: 0.0}),
    (values.pair(values.maybe(values.WHOLE), values.maybe(values.MOMENT)), (None, WEST)),
    (methods.SEALED, Sealed(HANDLE, Context("referral", "facts", 4096), b"x" * 4000)),
    (methods.OPENER, Opener(7, "supporter", True)),
    (methods.HOLD, Hold("ab", Subject(HANDLE, "death"), "court", 1, None, DAY)),
    (
        methods.CLOSING,
        Closing(HANDLE, "2026Q4", {"outcome": Word.MET}, (HANDLE,), ("exposed",), 7, 99, "r", "u"),
    ),
]


@pytest.mark.parametrize(("kind", "value"), PASS)
def test_a_value_is_the_same_at_the_other_end(kind: Kind[Any], value: Any) -> None:
    assert across(kind, value) == value


def test_a_time_keeps_its_own_hour_and_day() -> None:
    found = across(values.MOMENT, WEST)
    assert (found.hour, found.date(), found.utcoffset()) == (7, DAY, -timedelta(hours=8))


REFUSED_TO_SEND: list[tuple[Kind[Any], Any]] = [
    (values.TEXT, b"bytes"),
    (values.TEXT, "\ud800"),
    (values.BYTES, "text"),
    (values.WHOLE, True),
    (values.WHOLE, 1.0),
    (values.WHOLE, 2**63),
    (values.FRACTION, "1"),
    (values.TRUTH, 1),
    (values.NOTHING, 0),
    (values.HANDLE, HANDLE.bytes),
    (values.DAY, datetime(2026, 11, 24, tzinfo=UTC)),
    (values.DAY, "2026-11-24"),
    (values.MOMENT, datetime(2026, 11, 24)),
    (values.MOMENT, DAY),
    (values.up_to(5), 6),
    (values.up_to(5), -1),
    (values.many(values.TEXT), "abc"),
    (values.many(values.TEXT), {"a": 1}),
    (values.many(values.TEXT), 7),
    (values.named(values.WHOLE), [("a", 1)]),
    (values.numbered(values.WHOLE), [(1, 1)]),
    (values.pair(values.TEXT, values.TEXT), ("a", "b", "c")),
    (methods.OPENER, Subject()),
]


@pytest.mark.parametrize(("kind", "value"), REFUSED_TO_SEND)
def test_what_is_not_of_its_kind_is_not_sent(kind: Kind[Any], value: Any) -> None:
    with pytest.raises(Malformed):
        kind.encode(value)


REFUSED_TO_TAKE: list[tuple[Kind[Any], Any]] = [
    (values.TEXT, b"a"),
    (values.TEXT, None),
    (values.BYTES, "a"),
    (values.WHOLE, 1.0),
    (values.WHOLE, False),
    (values.FRACTION, 1),
    (values.TRUTH, 0),
    (values.NOTHING, 0),
    (values.HANDLE, b"short"),
    (values.HANDLE, str(HANDLE)),
    (values.DAY, "20261124"),
    (values.DAY, "2026-11-31"),
    (values.DAY, "2026-11-24T00:00:00"),
    (values.MOMENT, "2026-11-24T07:10:00"),
    (values.MOMENT, "2026-11-24 07:10:00+00:00"),
    (values.MOMENT, 0),
    (values.up_to(5), 6),
    (values.maybe(values.TEXT), 0),
    (values.many(values.TEXT), "abc"),
    (values.many(values.TEXT), ["a", 1]),
    (values.distinct(values.HANDLE), [HANDLE.bytes, HANDLE.bytes]),
    (values.named(values.WHOLE), [["a", 1]]),
    (values.named(values.WHOLE), {"a": "1"}),
    (values.named(values.WHOLE), {b"a": 1}),
    (values.numbered(values.WHOLE), [[1]]),
    (values.pair(values.TEXT, values.TEXT), ["a", "b", "c"]),
    (methods.OPENER, [7, "supporter"]),
    (methods.OPENER, [7, "supporter", True, True]),
    (methods.OPENER, {"member": 7, "role": "supporter", "exempt": True}),
]


@pytest.mark.parametrize(("kind", "plain"), REFUSED_TO_TAKE)
def test_what_is_not_of_its_kind_is_not_taken(kind: Kind[Any], plain: Any) -> None:
    with pytest.raises(Malformed) as refused:
        kind.decode(plain)
    assert refused.value.args == (), "it does not say what it refuses"


OVERSIZE: list[Callable[[], Any]] = [
    lambda: methods.SEALED.encode(Sealed(HANDLE, Context("r", "c", 10**9), b"")),
    lambda: methods.CREATE.takes["count"].encode(10**6),
    lambda: methods.DERIVE.takes["length"].encode(10**6),
]


@pytest.mark.parametrize("ask", OVERSIZE)
def test_sizes_that_would_fill_the_keyrings_memory_are_refused(ask: Callable[[], Any]) -> None:
    with pytest.raises(Malformed):
        ask()
