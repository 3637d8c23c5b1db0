"""The kinds of values that cross the wire: each is made plain, and checked when it comes back.

Plain is what CBOR has without tags: text, bytes, whole numbers of 64 bits, fractions, truth,
nothing, arrays, and maps with text as keys. What is not exactly of its kind is `Malformed`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")
_LARGEST = 2**63


class Malformed(Exception):
    """Not what the wire carries. It never says what stood there instead."""


@dataclass(frozen=True)
class Kind(Generic[T]):
    """How a value is made plain, and how it is read again. Both raise `Malformed`."""

    encode: Callable[[Any], Any]
    decode: Callable[[Any], T]


def _exactly(kind: type[T]) -> Callable[[Any], T]:
    """Of this type and no other: True is no number, and a subclass is not what it looks like."""

    def check(value: Any) -> T:
        if type(value) is not kind:
            raise Malformed
        return value

    return check


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise Malformed
    plain = str.__str__(value)  # a word of an enumeration is sent as the word
    try:
        plain.encode()
    except UnicodeEncodeError:
        raise Malformed from None
    return plain


def _bytes(value: Any) -> bytes:
    if not isinstance(value, bytes | bytearray | memoryview):
        raise Malformed
    return bytes(value)


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Malformed
    if not -_LARGEST <= value < _LARGEST:
        raise Malformed
    return int(value)


def _fraction(value: Any) -> float:
    if type(value) not in (float, int):
        raise Malformed
    return float(value)


def _handle(value: Any) -> UUID:
    if type(value) is not bytes or len(value) != 16:
        raise Malformed
    return UUID(bytes=value)


def _day(value: Any) -> date:
    day = _read(date.fromisoformat, value)
    if day.isoformat() != value:
        raise Malformed
    return day


def _moment(value: Any) -> datetime:
    moment = _read(datetime.fromisoformat, value)
    if moment.tzinfo is None or moment.isoformat() != value:
        raise Malformed
    return moment


def _read(reader: Callable[[str], T], value: Any) -> T:
    if type(value) is not str:
        raise Malformed
    try:
        return reader(value)
    except ValueError:
        raise Malformed from None


def _tell(kind: type[T], teller: Callable[[T], Any]) -> Callable[[Any], Any]:
    def encode(value: Any) -> Any:
        if not isinstance(value, kind):
            raise Malformed
        return teller(value)

    return encode


def _aware(at: datetime) -> str:
    if at.tzinfo is None:
        raise Malformed
    return at.isoformat()


def _no_moment(day: date) -> str:
    if isinstance(day, datetime):
        raise Malformed
    return day.isoformat()


def _none(value: Any) -> None:
    if value is not None:
        raise Malformed


TEXT: Kind[str] = Kind(_text, _exactly(str))
BYTES: Kind[bytes] = Kind(_bytes, _exactly(bytes))
WHOLE: Kind[int] = Kind(_whole, _whole)
FRACTION: Kind[float] = Kind(_fraction, _exactly(float))
TRUTH: Kind[bool] = Kind(_exactly(bool), _exactly(bool))
NOTHING: Kind[None] = Kind(_none, _none)
HANDLE: Kind[UUID] = Kind(_tell(UUID, lambda one: one.bytes), _handle)
DAY: Kind[date] = Kind(_tell(date, _no_moment), _day)
MOMENT: Kind[datetime] = Kind(_tell(datetime, _aware), _moment)


def up_to(largest: int) -> Kind[int]:
    """A whole number from nought to this."""

    def check(value: Any) -> int:
        number = _whole(value)
        if not 0 <= number <= largest:
            raise Malformed
        return number

    return Kind(check, check)


def maybe(kind: Kind[T]) -> Kind[T | None]:
    return Kind(
        lambda value: None if value is None else kind.encode(value),
        lambda value: None if value is None else kind.decode(value),
    )


def _each(kind: Kind[T]) -> Callable[[Any], list[Any]]:
    def encode(values: Any) -> list[Any]:
        if isinstance(values, str | bytes | Mapping) or not isinstance(values, Iterable):
            raise Malformed
        return [kind.encode(one) for one in values]

    return encode


def many(kind: Kind[T]) -> Kind[list[T]]:
    return Kind(_each(kind), lambda value: [kind.decode(one) for one in _exactly(list)(value)])


def several(kind: Kind[T]) -> Kind[tuple[T, ...]]:
    """Like `many`; a tuple at the other end."""
    listed = many(kind)
    return Kind(listed.encode, lambda value: tuple(listed.decode(value)))


def distinct(kind: Kind[T]) -> Kind[frozenset[T]]:
    """No two alike, in no order that would tell anything."""

    def decode(value: Any) -> frozenset[T]:
        found = frozenset(many(kind).decode(value))
        if len(found) != len(value):
            raise Malformed
        return found

    return Kind(lambda values: sorted(_each(kind)(values)), decode)


def named(kind: Kind[V]) -> Kind[dict[str, V]]:
    """A map from text."""

    def encode(values: Any) -> dict[str, Any]:
        if not isinstance(values, Mapping):
            raise Malformed
        return {_text(name): kind.encode(one) for name, one in values.items()}

    def decode(value: Any) -> dict[str, V]:
        found: dict[Any, Any] = _exactly(dict)(value)
        return {_exactly(str)(name): kind.decode(one) for name, one in found.items()}

    return Kind(encode, decode)


def numbered(kind: Kind[V]) -> Kind[dict[int, V]]:
    """A map from whole numbers, as pairs: such keys could be made to collide."""
    pairs = many(pair(WHOLE, kind))
    return Kind(
        _tell(dict, lambda values: pairs.encode(values.items())),
        lambda value: dict(pairs.decode(value)),
    )


def pair(first: Kind[K], second: Kind[V]) -> Kind[tuple[K, V]]:
    def decode(value: Any) -> tuple[K, V]:
        one, two = _of_length(value, 2)
        return first.decode(one), second.decode(two)

    def encode(value: Any) -> list[Any]:
        if not isinstance(value, Sequence) or len(value) != 2:
            raise Malformed
        return [first.encode(value[0]), second.encode(value[1])]

    return Kind(encode, decode)


def record(kind: type[T], /, **fields: Kind[Any]) -> Kind[T]:
    """A frozen dataclass, as an array of its fields in this order."""

    def encode(value: Any) -> list[Any]:
        if type(value) is not kind:
            raise Malformed
        return [one.encode(getattr(value, name)) for name, one in fields.items()]

    def decode(value: Any) -> T:
        found = zip(fields.items(), _of_length(value, len(fields)), strict=True)
        return kind(**{name: one.decode(plain) for (name, one), plain in found})

    return Kind(encode, decode)


def _of_length(value: Any, length: int) -> list[Any]:
    found: list[Any] = _exactly(list)(value)
    if len(found) != length:
        raise Malformed
    return found
