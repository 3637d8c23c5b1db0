"""After a database or a keyring came back from elsewhere: what of the two still fits together.

Works on a pair that is refused otherwise, and changes nothing until it is told to.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from beside.vault import opening
from beside.vault.keyring.interface import Hold, KeyringProblem, Receipt


@dataclass(frozen=True)
class Compared:
    """The rows of the database beside the keys of the keyring.

    `refusal`: why the pair does not serve, empty when it does. `orphans`: keys without a row, each
    with the Monday of the week it was made in. `holds`: legal holds that are in force there.
    """

    refusal: str
    is_missing: bool
    keyring_is_older: bool
    held: frozenset[UUID]
    forgotten: frozenset[UUID]
    unknown: frozenset[UUID]
    orphans: tuple[tuple[UUID, date], ...]
    holds: tuple[Hold, ...] = ()


def compare(rows: Sequence[UUID], *, today: date) -> Compared:
    """How each row stands. A keyring that is broken or strange raises `KeyringProblem`."""
    refusal = opening.problem()
    if opening.is_missing():
        return Compared(refusal, True, False, frozenset(), frozenset(), frozenset(rows), ())
    keyring = opening.where().open()
    if refusal == opening.STRANGE:
        raise KeyringProblem(refusal)
    held = {one for one, is_held in zip(rows, keyring.holds(rows), strict=True) if is_held}
    rest = [one for one in rows if one not in held]
    gone = {one for one, is_gone in zip(rest, keyring.forgotten(rest), strict=True) if is_gone}
    return Compared(
        refusal,
        False,
        opening.is_older(keyring),
        frozenset(held),
        frozenset(gone),
        frozenset(rest) - gone,
        tuple(keyring.orphans(rows)),
        tuple(hold for hold in keyring.all_holds(today) if hold.agreed_by is not None),
    )


def go_on(found: Compared, rows: Collection[UUID], *, today: date) -> None:
    """By an administrator's word: this database and this keyring belong together from now on.

    Keys without a row go, before the two are tied: so a crash between leaves them in doubt. Where
    they were not refused Beside has been serving, and such keys are of people who just come: the
    sweep sees to those. `rows`: what is here by now, for somebody may have thought for long.
    """
    if found.refusal and not found.is_missing:
        _let_go(found, set(rows), today)
    opening.begin_anew()
    opening.remember()


def _let_go(found: Compared, rows: Collection[UUID], today: date) -> None:
    """If the keyring is the older one they are of requests that were closed since, and nobody is
    counted; otherwise the database lost their rows, and they count as lost.
    """
    keyring = opening.where().open()
    opening.refuse_stranger(keyring)
    orphans = [handle for handle, _week in found.orphans if handle not in rows]
    if found.keyring_is_older:
        keyring.destroy_orphans(orphans, today)
    else:
        keyring.lose(orphans, today)


def give_up(handles: Sequence[UUID], *, is_counted: bool, today: date) -> list[Receipt]:
    """What has no key any more goes, counted as lost or not; each receipt lets its row go."""
    return opening.keyring().give_up(handles, today, is_counted) if handles else []
