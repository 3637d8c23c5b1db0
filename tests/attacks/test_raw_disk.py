"""Roots that were replaced: none of them is left on the disk, nor in anything that was freed."""

from __future__ import annotations

from collections.abc import Iterable

from beside.vault.keyring.roots import _HEAD
from tests.attacks import recorder
from tests.attacks.ledger import Ledger
from tests.attacks.lives import Lived
from tests.attacks.picklock import secrets_in
from tests.attacks.places import raw_disk

SECTOR = 512


def replaced(life: Lived) -> set[bytes]:
    """Every root that the keyring ever had and has no more."""
    ever = {one for version in recorder.versions(life.keep) for one in secrets_in(version.roots)}
    now = (life.machine / "home" / "keyring" / "roots").read_bytes()
    return ever - secrets_in(now)


def found_in(pieces: Iterable[bytes], roots: set[bytes]) -> set[bytes]:
    """Those of the roots that stand where a slot may begin."""
    start, length = 8, 32
    assert _HEAD.size > start + length
    return {
        secret
        for piece in pieces
        for at in range(start, len(piece), SECTOR)
        if (secret := piece[at : at + length]) in roots
    }


def test_no_replaced_root_is_on_the_raw_disk(whole: Lived, renaming: Lived, ledger: Ledger) -> None:
    if whole.image is None:
        ledger.cannot("roots: the raw disk", whole.why_no_image)
        return
    roots = replaced(whole)
    pieces = [piece for _where, piece in raw_disk(whole)]
    standing = secrets_in((whole.machine / "home" / "keyring" / "roots").read_bytes())
    assert found_in(pieces, standing), "the root that stands is found where it stands"
    careless = [piece for _where, piece in raw_disk(renaming)]
    ledger.record(
        "roots: the raw disk",
        canaries=len(roots),
        places=len(pieces),
        searched=sum(map(len, pieces)),
        hits=len(found_in(pieces, roots)),
        control=len(found_in(careless, replaced(renaming))),
    )


def test_no_replaced_root_is_in_any_file_that_was_ever_a_file_of_roots(
    whole: Lived, renaming: Lived, ledger: Ledger
) -> None:
    """What the raw disk would show of the roots, for machines on which none can be mounted."""
    left = (whole.keep / "extents").read_bytes()
    careless = (renaming.keep / "extents").read_bytes()
    roots = replaced(whole)
    ledger.record(
        "roots: every file they ever stood in, as it was left",
        canaries=len(roots),
        places=len(left) // (2 * recorder.PAGE),
        searched=len(left),
        hits=len(found_in([left], roots)),
        control=len(found_in([careless], replaced(renaming))),
    )
