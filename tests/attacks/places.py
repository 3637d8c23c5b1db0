"""Where a name could have stayed: every place that an installation, its database or its
administrator writes to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from tests import surroundings
from tests.attacks import device, recorder
from tests.attacks.lives import BOUNDED, SIZE, Lived
from tests.searching import Source, files

RAW = "the raw disk"
_TABLES = ("doors_signedin", "notices_notice", "vault_spenttoken", "audit_")


def _in_home(*names: str) -> Callable[[Lived], Iterator[Source]]:
    return lambda life: files(
        *(path for name in names for path in (life.machine / "home").glob(name))
    )


def _temporary(life: Lived) -> Iterator[Source]:
    """The files, and what they are called."""
    folder = life.machine / "tmp"
    yield folder, "\n".join(map(str, folder.rglob("*"))).encode()
    yield from files(folder)


def _rest_of_home(life: Lived) -> Iterator[Source]:
    """Caches, locks, keys, and whatever nobody thought of."""
    home = life.machine / "home"
    known = {"mail", "keyring"}
    for path, content in files(home):
        if path.relative_to(home).parts[0] not in known and "sqlite3" not in path.name:
            yield path, content


def _tables(life: Lived) -> Iterator[Source]:
    """Sessions, notices, spent tokens and the audit: the lines of a dump that are theirs."""
    dump, inside = (life.copies / "dump.sql").read_text().splitlines(), False
    lines = []
    for line in dump:
        if line.startswith("COPY "):
            inside = any(table in line for table in _TABLES)
        elif line == "\\.":
            inside = False
        is_insert = line.startswith("INSERT INTO") and any(one in line for one in _TABLES)
        if inside or is_insert:
            lines.append(line)
    yield "dump.sql", "\n".join(lines).encode()


def _data_directory(life: Lived) -> Iterator[Source]:
    for path, content in files(life.machine / "postgres" / "data"):
        if "pg_wal" not in path.parts:
            yield path, content


def _in_postgres(name: str) -> Callable[[Lived], Iterator[Source]]:
    return lambda life: files(life.machine / "postgres" / name)


def _copies(*names: str) -> Callable[[Lived], Iterator[Source]]:
    return lambda life: files(*(life.copies / name for name in names))


def raw_disk(life: Lived) -> Iterator[Source]:
    assert life.image
    return ((f"{life.image}, piece {number}", piece)
            for number, piece in enumerate(device.blocks(life.image)))  # fmt: skip


def _versions(life: Lived) -> Iterable[Source]:
    return [("every page there ever was", recorder.pages(life.keep))]


Where = Callable[[Lived], Iterable[Source]]
_EVERYWHERE: dict[str, Where] = {
    "sessions, notices, tokens, audit": _tables,
    "the program's log": lambda life: files(life.log),
    "temporary files": _temporary,
    "mail": _in_home("mail"),
    "caches, and all else in the folder": _rest_of_home,
    "the keyring's folder": _in_home("keyring"),
    "every version of the keyring's folder": _versions,
    **(
        {"the keyring's mirror": lambda life: files(life.machine / "mirror")}
        if SIZE > BOUNDED
        else {}
    ),
}
_SQLITE: dict[str, Where] = {
    "database files": _in_home("beside.sqlite3*"),
    "dump, and a vacuumed copy": _copies("dump.sql", "vacuumed.sqlite3"),
}
_POSTGRES: dict[str, Where] = {
    "data directory": _data_directory,
    "write-ahead log": _in_postgres("data/pg_wal"),
    "archive of the write-ahead log": _in_postgres("archive"),
    "base backups": _copies("start", "end"),
    "dumps": _copies("dump.sql", "dump.packed"),
    "the server's log of statements": _in_postgres("log"),
}
PLACES: dict[str, Where] = {
    **(_POSTGRES if surroundings.ON_POSTGRES else _SQLITE),
    **_EVERYWHERE,
}
