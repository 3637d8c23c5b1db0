"""The keyring of this installation, opened: served only with the database it belongs to."""

from __future__ import annotations

import threading
import time

from django.conf import settings
from django.db import connection

from beside.vault.keyring.choosing import Where, is_untouched
from beside.vault.keyring.interface import About, Keyring, KeyringProblem
from beside.vault.keyring.store import OLDER
from beside.vault.models import KeyringMark

STRANGE = (
    "This keyring belongs to another database. Nothing was deleted. Bring back the keyring "
    "that was made with this database."
)
NEW_DATABASE = (
    "This database is new, and the keyring has served another one already. Nothing was deleted. "
    "Bring back that database (see DATABASE_URL); if it is lost for good, move the keyring away "
    "and run `beside setup` again."
)
CHECKED_FOR = 60.0  # seconds: a database may be brought back under a process that runs
_checked: dict[str, float] = {}
_lock = threading.Lock()


def where() -> Where:
    """Where the settings say that the keyring is."""
    return Where(
        settings.BESIDE_KEYRING,
        settings.BESIDE_ROOT_PATH,
        settings.BESIDE_KEYRING_MIRROR,
        settings.BESIDE_KEYRING_URL,
        settings.BESIDE_KEYRING_TLS,
    )


def keyring() -> Keyring:
    """The keyring, checked once a minute against the database. Raises `KeyringProblem`."""
    place = where()
    found = place.open()
    if time.monotonic() > _checked.get(repr(place), -CHECKED_FOR) + CHECKED_FOR:
        with _lock:
            check(found)
            _checked.clear()
            _checked[repr(place)] = time.monotonic()
    return found


def install(mode: str) -> None:
    """Make the keyring (and its mirror) and tie the database to it; an existing pair stays.

    A keyring that has served belongs to a database that is not here: a new one is not tied to it,
    or nobody would be told whose rows are missing. One that a broken-off setup made is used.
    """
    if not KeyringMark.objects.exists():
        found = where().create(mode)
        if not is_untouched(found):
            raise KeyringProblem(NEW_DATABASE)
        about = found.about()
        KeyringMark.objects.create(
            keyring_id=about.identifier, generation=about.generation, mode=about.mode
        )
    where().make_mirror()
    keyring()


def problem() -> str:
    """What is wrong with the keyring, in a sentence; empty when it serves."""
    try:
        found = where().open()
        check(found)
        found.statistics()  # opens every key: one that is damaged is told before it is needed
    except KeyringProblem as trouble:
        return str(trouble)
    return ""


def mirror_problem() -> str:
    """What is wrong with the keyring's mirror, in a sentence; empty when it is as it should be."""
    try:
        return where().mirror_trouble()
    except KeyringProblem as trouble:
        return str(trouble)


def forget_process_state() -> None:
    """Check the keyring anew at the next use (after a restore, and between tests)."""
    _checked.clear()


def check(found: Keyring) -> None:
    """Serve only a keyring and a database that belong together and are of one time.

    Others may be rotating meanwhile, and both marks only grow: so the database is asked before the
    keyring whether it has seen a later one, and after it whether it still knows what it has shown.
    """
    refuse_stranger(found)
    before = written()
    about = found.about()
    if about.generation < before:
        raise KeyringProblem(OLDER)
    if written() < about.witnessed:
        raise KeyringProblem(
            "This database is older than the keyring: it was restored from a backup. Nothing was "
            "deleted. Run `beside restore` to see what has come back and what is missing, and to "
            "go on with it."
        )


def is_older(found: Keyring) -> bool:
    """Whether the keyring is of an earlier time than the database; each is asked in this order."""
    before = written()
    return found.about().generation < before


def refuse_stranger(found: Keyring) -> None:
    """Refuse the keyring of another database, or of another mode."""
    about, mark = found.about(), _mark()
    if mark.keyring_id != about.identifier:
        raise KeyringProblem(STRANGE)
    _refuse_mode(mark, about)


def is_missing() -> bool:
    """There is no keyring at all: lost, or not brought along."""
    return where().is_missing()


def begin_anew() -> None:
    """After a restore, by an administrator's word: from now on the two belong together.

    The keyring that is there, or a new one where there is none. One of another database is refused.
    Where somebody forgets in this very moment it is looked at again: the mark must not go back
    behind what the keyring has been shown.
    """
    was_missing = is_missing()
    is_tied = 0
    while not is_tied:
        mark = _mark()
        about = where().create(mark.mode).about()
        if not was_missing and about.identifier != mark.keyring_id:
            raise KeyringProblem(STRANGE)
        _refuse_mode(mark, about)
        as_read = KeyringMark.objects.filter(pk=mark.pk, generation=mark.generation)
        is_tied = as_read.update(keyring_id=about.identifier, generation=about.generation)
    forget_process_state()


def other_mode() -> str:
    """What the database's own stamp has against the mode we are in; empty when nothing."""
    stamped = KeyringMark.objects.values_list("mode", flat=True).first()
    return _against(stamped) if stamped else ""


def _refuse_mode(mark: KeyringMark, about: About) -> None:
    if sentence := _against(mark.mode) or _against(about.mode):
        raise KeyringProblem(sentence)


def _against(stamped: str) -> str:
    if stamped == settings.BESIDE_MODE:
        return ""
    return (
        f"This installation was made in {stamped} mode and never starts as "
        f"{settings.BESIDE_MODE}. Use another BESIDE_HOME."
    )


def _mark() -> KeyringMark:
    mark = KeyringMark.objects.first()
    if mark is None:
        raise KeyringProblem("This database belongs to no keyring yet; run `beside setup`.")
    return mark


def written() -> int:
    """The generation in the database as it stands, whether or not it can still be undone."""
    return _mark().generation


def seen() -> int:
    """The highest generation the database has written down for good.

    Within a transaction nothing is: it may still be undone, and a keyring that had been shown more
    than the database remembers would take it for an old one.
    """
    return 0 if connection.in_atomic_block else written()


def remember() -> None:
    """Write down how far the keyring has come, so that an older one is known for what it is.

    A database that came back from a backup under our feet says less than it has shown: that mark
    stays, or nobody would be told what is missing.
    """
    about = where().open().about()
    behind = KeyringMark.objects.filter(
        generation__lt=about.generation, generation__gte=about.witnessed
    )
    behind.update(generation=about.generation)
