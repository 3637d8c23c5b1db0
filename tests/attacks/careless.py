"""The protections switched off, one by one: what each attack must find is shown by these.

A search that finds nothing proves nothing unless the same search finds what a careless program
would have left. Each function here is one carelessness; a life is told their names.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any


def plain_seals() -> None:
    """Names and facts stand in the rows as they are."""
    from beside.vault.keyring import keys
    from beside.vault.keyring.entries import pad, unpad

    def seal(key: bytes, item: Any) -> bytes:
        return bytes([keys.VERSION]) + bytes(12) + bytes(pad(item.text, item.context.size))

    keys._seal = seal
    keys._open = lambda key, item: unpad(item.text[13:])


def plain_keyring() -> None:
    """What the keyring holds stands in its file as it is; claims are not even digests."""
    from beside.vault.keyring import claims, entries

    entries._seal = lambda cipher, kind, name, text: bytes(text)
    entries._unseal = lambda cipher, kind, name, value: bytes(value)
    size = claims._PRINT

    def plain(self: Any, value: str) -> bytes:
        return value.partition(":")[2].encode()[:size].ljust(size)

    claims.Claims._print = plain  # type: ignore[method-assign]


def no_forgetting() -> None:
    """A key that is to be forgotten stays, and nothing gets another key."""
    from beside.vault.keyring import keys
    from beside.vault.keyring.entries import Entries

    delete = Entries.delete

    def kept(self: Entries, kind: str, name: bytes) -> None:
        if kind not in (keys.KIND, "claims", "claims of"):
            delete(self, kind, name)

    Entries.delete = kept  # type: ignore[method-assign]
    Entries._rekey = lambda self, shard: self._key(shard) and None  # type: ignore[method-assign]


def one_root() -> None:
    """A rotation brings the same root in again."""
    from beside.vault.keyring import roots
    from beside.vault.keyring.roots import Root

    def write(path: Path, generation: int, *, slot: int) -> Root:
        root = Root(generation, bytes(range(32)), slot)
        roots.put(path, root)
        return root

    roots.write = write


def renamed_roots() -> None:
    """A root is replaced as files usually are: a new one is written and renamed over the old."""
    import os

    from beside.vault.keyring import roots

    def overwrite(path: Path, slot: int, head: bytes) -> None:
        content = bytearray(path.read_bytes())
        content[slot * roots.SLOT : (slot + 1) * roots.SLOT] = head.ljust(roots.SLOT, b"\0")
        fresh = path.with_suffix(".new")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        os.write(descriptor, content)
        os.fsync(descriptor)
        os.close(descriptor)
        fresh.rename(path)

    roots._overwrite = overwrite


def a_log_of_writes() -> None:
    """SQLite as it is usually set up for the web: a write-ahead log, and deleted rows stay."""
    from django.db import connection

    if connection.vendor != "sqlite":
        return  # PostgreSQL keeps one as it is
    options = connection.settings_dict.setdefault("OPTIONS", {})
    options["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=OFF;"
        "PRAGMA wal_autocheckpoint=0;"
    )
    connection.close()


def talkative() -> None:
    """Names go where careless programs put them: logs, mails, sessions, caches, jobs, files."""
    from django.conf import settings
    from django.core.cache.backends.filebased import FileBasedCache

    from beside.doors import sealing
    from beside.doors.sessions import SessionStore
    from beside.notices import delivery
    from beside.referrals.actions import receiving

    cache = FileBasedCache(str(settings.BESIDE_HOME / "cache"), {})
    receive, told = receiving._row, []

    def row(handle: Any, one: Any, *given: Any) -> Any:
        name = one.identity.name
        told.append(name)
        logging.getLogger("beside").warning("a request came for %s", name)
        sealing.seal = lambda _purpose, text, **_about: text
        sealing.open_seal = lambda _purpose, sealed, **_about: sealed
        session = SessionStore()
        session["draft"] = {"name": name}
        session.save()
        cache.set(str(handle), name, None)
        with tempfile.NamedTemporaryFile("w", suffix=".upload", delete=False) as file:
            file.write(name)
        return receive(handle, one, *given)

    receiving._row = row
    body = delivery.body
    delivery.body = lambda: f"{body()}\n{told[-1] if told else ''}"


def a_job_with_a_name() -> None:
    """The row of a job or a notice says whom it is about."""
    from beside.notices import actions
    from beside.referrals import actions as referrals
    from beside.referrals.models import load

    key = actions.key

    def named(mark: str, handle: Any, slot: str, member: int, occasion: Any) -> str:
        try:
            name = referrals.peek(load(handle)).name
        except Exception:
            return key(mark, handle, slot, member, occasion)
        return f"{name}|{slot}|{occasion}"[:64]

    actions.key = named


WAYS: dict[str, Callable[[], None]] = {
    one.__name__: one
    for one in (
        plain_seals,
        plain_keyring,
        no_forgetting,
        one_root,
        renamed_roots,
        a_log_of_writes,
        talkative,
        a_job_with_a_name,
    )
}
# Everything that keeps a name from being found in bytes.
NAKED = (
    "plain_seals",
    "plain_keyring",
    "no_forgetting",
    "a_log_of_writes",
    "talkative",
    "a_job_with_a_name",
)
# Everything that keeps an older copy from being opened.
REMEMBERING = ("no_forgetting", "one_root")
RENAMING = ("renamed_roots",)
