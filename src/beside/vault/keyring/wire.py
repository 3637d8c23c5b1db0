"""What goes over the wire between a served keyring and whoever asks it.

A frame is its length (4 bytes, big-endian), a version byte, and one CBOR value. It is never larger
than 1 MiB, in either direction. A question is [method, [arguments]], an answer [code, value]; the
code of what was done is the empty text. The server speaks first: it answers to nothing once, so
that whoever is not let in learns it before anything is asked.

Nothing that arrives is believed: no tags, no open ends, no depth, nothing behind the value; and a
refusal says nothing of what it refuses.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import cbor2

from beside.rules.budgets import Spent
from beside.vault.keyring.interface import (
    BudgetSpent,
    KeyringProblem,
    NotAgreed,
    NotReleased,
    OnHold,
    SealBroken,
    UnknownHandle,
)
from beside.vault.keyring.values import Malformed

VERSION = 1
LIMIT = 1024 * 1024  # bytes of a whole frame
_LENGTH = struct.Struct(">I")
HEAD = _LENGTH.size + 1
_DEPTH = 8

DONE = ""
MALFORMED, FAILED, VERSION_REFUSED = "malformed", "failed", "version"
BUSY, STRANGER = "busy", "stranger"

_SENTENCES = {
    MALFORMED: "The keyring did not take what was asked: it is not of the kind it knows.",
    FAILED: "The keyring failed at what was asked; its own log says where. Nothing was deleted.",
    VERSION_REFUSED: "The keyring speaks another version; update Beside on both sides.",
    BUSY: "The keyring has as many connections as it takes; nothing was done.",
    STRANGER: "The keyring does not let this user in; see BESIDE_KEYRING_ALLOW where it runs.",
}
_PLAIN: dict[str, type[Exception]] = {
    "unknown handle": UnknownHandle,
    "seal broken": SealBroken,
    "on hold": OnHold,
    "not agreed": NotAgreed,
}


class Torn(Exception):
    """The other side ended within a frame."""


class OtherVersion(Exception):
    """A frame of another version."""


class Answered(KeyringProblem):
    """The keyring's own refusal, with its code."""

    def __init__(self, code: str) -> None:
        super().__init__(_SENTENCES[code])
        self.code = code


# Frames.


def frame(value: Any) -> bytes:
    """The frame that carries a plain value, or `Malformed` where it would be too large."""
    body = cbor2.dumps(value)
    if HEAD + len(body) > LIMIT:
        raise Malformed
    return _LENGTH.pack(len(body) + 1) + bytes([VERSION]) + body


def read(receive: Callable[[int], bytes]) -> bytes:
    """What stands in the next frame, read with `receive(at most)`.

    Raises `EOFError` where there is no next one, and `Torn`, `OtherVersion` or `Malformed`: after
    these the stream is of no more use.
    """
    first = receive(1)
    if not first:
        raise EOFError
    (length,) = _LENGTH.unpack(first + _exactly(receive, _LENGTH.size - 1))
    if not 1 < length <= LIMIT - _LENGTH.size:
        raise Malformed
    if _exactly(receive, 1)[0] != VERSION:
        raise OtherVersion
    return _exactly(receive, length - 1)


def _exactly(receive: Callable[[int], bytes], length: int) -> bytes:
    parts = bytearray()
    while len(parts) < length:
        part = receive(length - len(parts))
        if not part:
            raise Torn
        parts += part
    return bytes(parts)


class _NoTag(Mapping[int, Any]):
    """For every tag there is, a reader that refuses it."""

    def __getitem__(self, tag: int) -> Any:
        return _refuse_tag

    def __iter__(self) -> Iterator[int]:
        return iter(())

    def __len__(self) -> int:
        return 1


def _refuse_tag(*_whatever: Any) -> Any:
    raise Malformed


def value_of(body: bytes) -> Any:
    """The one plain value that stands in a frame, or `Malformed`."""
    stream = io.BytesIO(body)
    try:
        value = cbor2.load(
            stream,
            tag_hook=_refuse_tag,
            semantic_decoders=_NoTag(),
            max_depth=_DEPTH,
            allow_indefinite=False,
            allow_duplicate_keys=False,
            strict_hashable_types=True,
        )
    except (cbor2.CBORError, Malformed, ValueError, RecursionError, MemoryError):
        raise Malformed from None
    if stream.tell() != len(body):
        raise Malformed
    return value


# Questions and answers.


def question(method: str, arguments: list[Any]) -> bytes:
    return frame([method, arguments])


def asked(value: Any) -> tuple[str, list[Any]]:
    """Method and arguments of a question, still plain."""
    if type(value) is not list or len(value) != 2:
        raise Malformed
    method, arguments = value
    if type(method) is not str or type(arguments) is not list:
        raise Malformed
    return method, arguments


def done(value: Any) -> bytes:
    return frame([DONE, value])


def refusal(code: str, detail: Any = None) -> bytes:
    return frame([code, detail])


def refused(trouble: Exception) -> bytes:
    """The refusal that says an exception of the interface; `FAILED` for any other."""
    for code, kind in _PLAIN.items():
        if type(trouble) is kind:
            return refusal(code)
    if isinstance(trouble, BudgetSpent):
        return refusal("budget spent", trouble.spent.value)
    if isinstance(trouble, NotReleased):
        return refusal("not released", trouble.reason)
    if isinstance(trouble, KeyringProblem):
        return refusal("problem", str(trouble))
    return refusal(FAILED)


def answered(value: Any) -> Any:
    """The plain value of an answer; raises what the keyring raised. `Malformed` if it is none."""
    if type(value) is not list or len(value) != 2 or type(value[0]) is not str:
        raise Malformed
    code, detail = value
    if code == DONE:
        return detail
    raise _trouble(code, detail)


def _trouble(code: str, detail: Any) -> Exception:
    if code in _PLAIN:
        return _PLAIN[code]()
    if code in _SENTENCES:
        return Answered(code)
    if type(detail) is not str:
        raise Malformed
    if code == "budget spent" and detail in list(Spent):
        return BudgetSpent(Spent(detail))
    if code == "not released":
        return NotReleased(detail)
    if code == "problem":
        return KeyringProblem(detail)
    raise Malformed
