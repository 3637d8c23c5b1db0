"""Forty days of names are over: no byte of any of them is anywhere."""

from __future__ import annotations

import pytest

from tests.attacks.canaries import of_hits, wanted
from tests.attacks.ledger import Ledger
from tests.attacks.lives import Lived
from tests.attacks.places import PLACES, RAW, raw_disk
from tests.searching import Found, search

# A dump holds rows only: what was deleted is not in it, even of a careless program.
ROWS_ONLY = {"dumps", "dump, and a vacuumed copy"}


def owners(life: Lived, found: Found, place: str = "") -> set[int]:
    """Of those who are forgotten, whom the search finds; -1 for a piece of a name."""
    people = life.canaries if place in ROWS_ONLY else life.at("end", "gone")
    return of_hits(life.canaries, found.whats) & ({one.number for one in people} | {-1})


@pytest.mark.parametrize("place", PLACES)
def test_no_byte_of_a_name_is_left(place: str, whole: Lived, naked: Lived, ledger: Ledger) -> None:
    found = search(wanted(whole.canaries), PLACES[place](whole))
    careless = search(wanted(naked.canaries), PLACES[place](naked))
    assert found.places, "there is nothing here to search"
    ledger.record_search(
        f"residue: {place}",
        found,
        canaries=len(whole.canaries),
        control=len(owners(naked, careless, place)),
    )


def test_no_byte_of_a_name_is_left_on_the_raw_disk(
    whole: Lived, naked: Lived, ledger: Ledger
) -> None:
    if whole.image is None:
        ledger.cannot(f"residue: {RAW}", whole.why_no_image)
        return
    found = search(wanted(whole.canaries), raw_disk(whole))
    careless = search(wanted(naked.canaries), raw_disk(naked))
    ledger.record_search(
        f"residue: {RAW}", found, canaries=len(whole.canaries), control=len(owners(naked, careless))
    )


def test_everybody_was_there_and_most_are_forgotten(whole: Lived) -> None:
    """What the other attacks take for granted."""
    assert len(whole.at("early", "gone")) == 0
    assert len(whole.at("early", "open")) >= 30
    assert len(whole.at("end", "gone")) >= 25
    assert len(whole.at("end", "open")) >= 5
    assert {one.outcome for one in whole.at("end", "gone")} >= {"met", "stopped", "expired"}
