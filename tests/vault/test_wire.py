"""What crosses the wire: every method with its own kinds, and nothing that is not of them."""

from __future__ import annotations

import contextlib
import inspect
import io
import struct
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from beside.rules.budgets import Spent
from beside.vault.keyring import interface, methods, wire
from beside.vault.keyring.interface import (
    BudgetSpent,
    Context,
    Keyring,
    KeyringProblem,
    NotAgreed,
    NotReleased,
    OnHold,
    SealBroken,
    Sealed,
    UnknownHandle,
)
from beside.vault.keyring.served import ServedKeyring
from beside.vault.keyring.values import Malformed

HANDLE = UUID(int=7)
DAY = date(2026, 11, 24)


# The allow-list and the interface are one.


def interface_of(kind: type) -> dict[str, inspect.Signature]:
    return {
        name: inspect.signature(function)
        for name, function in inspect.getmembers(kind, inspect.isfunction)
        if not name.startswith("_")
    }


def test_the_wire_knows_every_method_of_a_keyring_and_no_other() -> None:
    wanted = interface_of(Keyring)
    assert set(methods.METHODS) == set(wanted)
    for name, signature in wanted.items():
        assert list(methods.METHODS[name].takes) == list(signature.parameters)[1:], name


def test_the_one_who_asks_has_the_same_methods_with_the_same_defaults() -> None:
    assert interface_of(ServedKeyring) == interface_of(Keyring)


def test_what_makes_or_counts_is_never_asked_twice() -> None:
    once = {name for name, method in methods.METHODS.items() if not method.is_repeatable}
    assert once == {
        "create", "look", "drop_alarms", "claimed", "count_event", "destroy_orphans", "lose",
        "tidy", "ask_hold", "agree_hold", "agree_widen",
    }  # fmt: skip


# Frames.


def read(frame: bytes) -> Any:
    return wire.value_of(wire.read(io.BytesIO(frame).read))


def test_a_frame_is_a_length_a_version_and_a_value() -> None:
    assert wire.question("about", []) == bytes.fromhex("0000000901 82 65 61626f7574 80")
    assert wire.done(None) == bytes.fromhex("0000000401 82 60 f6")
    assert wire.asked(read(wire.question("about", []))) == ("about", [])


def test_a_frame_has_a_mebibyte_at_most() -> None:
    room = 1024 * 1024 - wire.HEAD - 5
    largest = wire.frame(b"x" * room)
    assert len(largest) == 1024 * 1024
    assert read(largest) == b"x" * room
    with pytest.raises(Malformed):
        wire.frame(b"x" * (room + 1))
    with pytest.raises(Malformed):
        wire.read(io.BytesIO(struct.pack(">I", len(largest) - 3) + largest[4:] + b"x").read)


GARBAGE = {
    "a length of nought": b"\0\0\0\0",
    "a length that leaves no room for a value": b"\0\0\0\x01\x01",
    "a length beyond the limit": b"\xff\xff\xff\xff\x01",
}


@pytest.mark.parametrize("garbage", GARBAGE.values(), ids=GARBAGE)
def test_a_length_that_cannot_be_is_refused_before_anything_is_read(garbage: bytes) -> None:
    with pytest.raises(Malformed):
        wire.read(io.BytesIO(garbage).read)


def test_the_end_of_a_stream_is_no_frame_and_a_torn_one_is_torn() -> None:
    whole = wire.question("about", [])
    with pytest.raises(EOFError):
        wire.read(io.BytesIO(b"").read)
    for length in range(1, len(whole)):
        with pytest.raises(wire.Torn):
            wire.read(io.BytesIO(whole[:length]).read)


def test_another_version_is_told_apart() -> None:
    with pytest.raises(wire.OtherVersion):
        wire.read(io.BytesIO(b"\0\0\0\x02\x02\xf6").read)


def tagged(number: int, value: bytes) -> bytes:
    return b"\xda" + struct.pack(">I", number) + value


EVIL = {
    "nothing": b"",
    "two values": b"\x01\x02",
    "a torn array": b"\x82\x01",
    "an array without end": b"\x9f\x01\xff",
    "text without end": b"\x7f\x61a\xff",
    "a huge array": b"\x9b" + b"\xff" * 8,
    "huge bytes": b"\x5b\x7f" + b"\xff" * 7,
    "depth": b"\x81" * 100_000 + b"\x01",
    "text that is none": b"\x62\xff\xfe",
    "a key twice": b"\xa2\x61a\x01\x61a\x02",
    "a number as key": b"\xa1\x01\x01",
    "an array as key": b"\xa1\x80\x01",
    **{
        f"tag {number}": tagged(number, value)
        for number, value in (
            (0, b"\x74" + b"2026-11-24T00:00:00Z"),
            (1, b"\x00"),
            (2, b"\x41\x01"),
            (4, b"\x82\x1b" + b"\x7f" * 8 + b"\x01"),
            (28, b"\x80"),
            (29, b"\x00"),
            (35, b"\x64(a+)"),
            (37, b"\x50" + bytes(16)),
            (258, b"\x80"),
            (55799, b"\x01"),
            (4_000_000_000, b"\x01"),
        )
    },
}


@pytest.mark.parametrize("evil", EVIL.values(), ids=EVIL)
def test_what_is_no_plain_value_is_refused(evil: bytes) -> None:
    with pytest.raises(Malformed) as refused:
        wire.value_of(evil)
    assert refused.value.args == ()
    assert refused.value.__cause__ is None


@given(some.binary(max_size=200))
def test_any_bytes_are_a_plain_value_or_refused(body: bytes) -> None:
    try:
        value = wire.value_of(body)
    except Malformed:
        return
    assert not isinstance(value, cbor2.CBORTag)


PLAIN = some.recursive(
    some.none()
    | some.booleans()
    | some.integers(-(2**63), 2**63 - 1)
    | some.floats()
    | some.text(max_size=30)
    | some.binary(max_size=20),
    lambda inner: some.lists(inner, max_size=10) | some.dictionaries(some.text(), inner),
    max_leaves=30,
)


@given(PLAIN)
@settings(max_examples=200, deadline=None)
def test_any_plain_value_is_an_argument_of_its_kind_or_refused(plain: Any) -> None:
    for method in methods.METHODS.values():
        for kind in [*method.takes.values(), method.gives]:
            with contextlib.suppress(Malformed):
                kind.decode(plain)
    with contextlib.suppress(Malformed):
        wire.asked(plain)
    with contextlib.suppress(Malformed, *map(type, TROUBLES)):
        wire.answered(plain)


@pytest.mark.parametrize(
    "value", [None, 7, [], ["about"], ["about", [], 1], [7, []], ["about", {}], {"about": []}]
)
def test_what_is_no_question_is_refused(value: Any) -> None:
    with pytest.raises(Malformed):
        wire.asked(value)


# Refusals.

TROUBLES: list[Exception] = [
    UnknownHandle(),
    SealBroken(),
    OnHold(),
    NotAgreed(),
    *map(BudgetSpent, Spent),
    NotReleased("too few"),
    KeyringProblem("The root file is missing. Nothing was deleted."),
]


@pytest.mark.parametrize("trouble", TROUBLES, ids=repr)
def test_a_refusal_is_raised_again_as_it_was(trouble: Exception) -> None:
    with pytest.raises(type(trouble)) as raised:
        wire.answered(read(wire.refused(trouble)))
    assert type(raised.value) is type(trouble)
    assert str(raised.value) == str(trouble)
    assert vars(raised.value) == vars(trouble)


def test_every_exception_of_the_interface_has_its_refusal() -> None:
    ours = {
        kind
        for _name, kind in inspect.getmembers(interface, inspect.isclass)
        if issubclass(kind, Exception)
    }
    assert {type(one) for one in TROUBLES} == ours


def test_any_other_trouble_is_told_without_what_it_says() -> None:
    with pytest.raises(KeyringProblem, match="failed at what was asked") as raised:
        wire.answered(read(wire.refused(ValueError("Rosa Delgado"))))
    assert "Rosa" not in str(raised.value)


@pytest.mark.parametrize(
    "answer",
    [None, [], [""], ["", 1, 2], [1, None], ["nonsense", ""], ["problem", 7],
     ["budget spent", "week"], ["not released", None]],
)  # fmt: skip
def test_what_is_no_answer_is_refused(answer: Any) -> None:
    with pytest.raises(Malformed):
        wire.answered(answer)


def test_the_pieces_of_a_list_pass_no_frame_in_either_direction() -> None:
    from beside.vault.keyring.served import _split

    context = Context("referral", "facts", 4096)
    items = [methods.SEALED.encode(Sealed(uuid4(), context, b"x")) for _ in range(1000)]
    pieces = list(_split(items, methods.SEAL.pieces))  # type: ignore[arg-type]
    assert [one for piece in pieces for one in piece] == items
    for piece in pieces:
        assert len(wire.question("seal", [piece])) <= wire.LIMIT
        assert len(wire.done([b"x" * 4125] * len(piece))) <= wire.LIMIT
    assert len(pieces) == 4
