"""The root, in a file of its own: two preallocated slots, overwritten in place, never renamed.

Writing a new file and renaming it leaves the old root on the device; overwriting a slot in place
does not. A slot is generation (8 bytes), root (32), check value (32), the rest zero.
"""

from __future__ import annotations

import hashlib
import os
import struct
from dataclasses import dataclass
from pathlib import Path

from beside.vault.keyring.interface import KeyringProblem

SLOT = 4096
_HEAD = struct.Struct(">Q32s32s")


@dataclass(frozen=True)
class Root:
    generation: int
    secret: bytes
    slot: int

    def __repr__(self) -> str:
        return f"<root {self.generation}>"


def create(path: Path) -> Root:
    """A new file of two slots, the first with generation 1; or the one of a setup that broke off.

    A file that has ever seen a rotation is some keyring's own, and is refused.
    """
    try:
        create_empty(path)
    except FileExistsError:
        return _first(path)
    return write(path, 1, slot=0)


def _first(path: Path) -> Root:
    first, second = path.read_bytes()[:SLOT], path.read_bytes()[SLOT:]
    if not any(first) and not any(second):
        with path.open("r+b") as file:
            file.truncate(2 * SLOT)
        return write(path, 1, slot=0)
    generation, _secret, _checked = _HEAD.unpack(first[: _HEAD.size])
    if any(second) or generation != 1:
        raise KeyringProblem(
            f"The root file {path} belongs to a keyring that is not here. Nothing was changed. "
            "Bring back that keyring, or move the root file away."
        )
    return find(path, 1)


def create_empty(path: Path) -> None:
    """Two slots without a root, preallocated, so that a full disk never stops a rotation here."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, bytes(2 * SLOT))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write(path: Path, generation: int, *, slot: int) -> Root:
    """A fresh root of this generation into this slot, on the device before we return."""
    root = Root(generation, os.urandom(32), slot)
    put(path, root)
    return root


def put(path: Path, root: Root) -> None:
    """This very root into its slot: a mirror opens with the same one."""
    check = _check(root.generation, root.secret)
    _overwrite(path, root.slot, _HEAD.pack(root.generation, root.secret, check))


def erase(path: Path, slot: int) -> None:
    """Nothing remains of the slot's root, on the device before we return."""
    _overwrite(path, slot, b"")


def find(path: Path, generation: int) -> Root:
    """The root of this generation, or a refusal: neither slot fits, so nothing is touched."""
    for slot, content in enumerate(_slots(path)):
        number, secret, check = _HEAD.unpack(content[: _HEAD.size])
        if number == generation and check == _check(number, secret):
            return Root(number, secret, slot)
    raise KeyringProblem(
        f"The root file {path} does not belong to this keyring (neither slot fits). Nothing was "
        "deleted. Bring back the root file that was beside it, or its mirror if there is one."
    )


def stands(path: Path, root: Root) -> bool:
    """Whether this very root is in its slot of this file."""
    wanted = _HEAD.pack(root.generation, root.secret, _check(root.generation, root.secret))
    return _slots(path)[root.slot].startswith(wanted)


def _slots(path: Path) -> tuple[bytes, bytes]:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise KeyringProblem(
            f"The root file {path} is missing. Nothing was deleted. Bring back the root file that "
            "belongs to this keyring, or its mirror if there is one."
        ) from None
    if len(content) != 2 * SLOT:
        raise KeyringProblem(
            f"The root file {path} is damaged: it has {len(content)} bytes and not {2 * SLOT}. "
            "Nothing was deleted. Bring back the root file that belongs to this keyring, or its "
            "mirror if there is one."
        )
    return content[:SLOT], content[SLOT:]


def _check(generation: int, secret: bytes) -> bytes:
    return hashlib.sha256(b"beside root" + struct.pack(">Q", generation) + secret).digest()


def _overwrite(path: Path, slot: int, head: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY)
    try:
        os.pwrite(descriptor, head.ljust(SLOT, b"\0"), slot * SLOT)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
