"""Every version that a keyring's folder ever was: what somebody has who copied it all the time.

Kept after every write to the roots and at the end of every transaction. Only pages that differ are
kept, so that a thousand versions of a small file stay small.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PAGE = 4096


@dataclass(frozen=True)
class Version:
    file: bytes
    roots: bytes


class Recorder:
    """Used within the life, whose own keyring's folder is named."""

    def __init__(self, keep: Path) -> None:
        self._keep = keep
        self._pages: dict[bytes, int] = {}
        self._versions: list[tuple[list[int], list[int]]] = []
        self._last: tuple[bytes, bytes] | None = None
        self._held: dict[int, int] = {}  # inode -> descriptor, so that none is used a second time

    def watch(self) -> None:
        """From now on every change is followed."""
        from beside.vault.keyring import roots
        from beside.vault.keyring.store import Store

        for name in ("writing", "rotating"):
            setattr(Store, name, self._recorded(getattr(Store, name)))
        for name in ("write", "erase"):
            self._follow(roots, name)

    def _recorded(self, transaction: Callable[..., Any]) -> Callable[..., Any]:
        recorder = self

        @contextlib.contextmanager
        def followed(self: Any, *given: Any, **more: Any) -> Iterator[Any]:
            with transaction(self, *given, **more) as entries:
                yield entries
            recorder.keep(self.file, self.roots)

        return followed

    def _follow(self, module: Any, name: str) -> None:
        act = getattr(module, name)

        def followed(path: Path, *given: Any, **more: Any) -> Any:
            done = act(path, *given, **more)
            self._hold(path)
            file = path.parent / "keyring.sqlite3"
            if file.exists():
                self.keep(file, path)
            return done

        setattr(module, name, followed)

    def keep(self, file: Path, roots: Path) -> None:
        both = file.read_bytes(), roots.read_bytes()
        if both != self._last:
            self._last = both
            self._versions.append((self._cut(both[0]), self._cut(both[1])))

    def _hold(self, path: Path) -> None:
        """Every file that ever stood here stays readable, as its last writer left it."""
        inode = path.stat().st_ino
        if inode not in self._held:
            self._held[inode] = os.open(path, os.O_RDONLY)

    def _cut(self, content: bytes) -> list[int]:
        return [
            self._pages.setdefault(content[at : at + PAGE], len(self._pages))
            for at in range(0, len(content), PAGE)
        ]

    def save(self) -> None:
        (self._keep / "pages").write_bytes(b"".join(self._pages))
        (self._keep / "versions.json").write_text(json.dumps(self._versions))
        left = [os.pread(one, 2 * PAGE, 0) for one in self._held.values()]
        (self._keep / "extents").write_bytes(b"".join(left))


def pages(keep: Path) -> bytes:
    """Every page that ever stood in the folder, each once."""
    return (keep / "pages").read_bytes()


def versions(keep: Path) -> Iterator[Version]:
    content = pages(keep)

    def whole(numbers: list[int]) -> bytes:
        return b"".join(content[one * PAGE : (one + 1) * PAGE] for one in numbers)

    for file, roots in json.loads((keep / "versions.json").read_text()):
        yield Version(whole(file), whole(roots))
