"""A name shows itself to nothing that prints; a better contact is never replaced."""

from __future__ import annotations

import copy
import json
import logging
import pickle
import traceback
from uuid import UUID

import pytest

from beside.vault import identity as identities
from beside.vault.identity import Contact, Identity, mask_contact, mask_name
from beside.vault.keyring.interface import Closing

ROSA = Identity("Rosa Reyes", (Contact("+15035550011", "event"),), 4, "Rosie")


@pytest.mark.parametrize("shown", [repr, str, lambda one: f"{one}", lambda one: f"{one!r} {one!s}"])
def test_printing_shows_nothing(shown: object) -> None:
    assert "Rosa" not in shown(ROSA)  # type: ignore[operator]
    assert "555" not in shown(ROSA.contacts[0])  # type: ignore[operator]
    assert "555" not in shown(ROSA.contacts)  # type: ignore[operator]


def test_a_closing_shows_neither_who_helped_nor_in_which_matter() -> None:
    closing = Closing(UUID(int=4711), supporter=815, events=(UUID(int=4712),), unit="Surgery")
    for shown in (repr(closing), f"{closing}", str([closing])):
        for word in ("4711", "1267", "815", "Surgery"):
            assert word not in shown


def test_logging_shows_nothing(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("beside").error("with %s and %r", ROSA, ROSA.contacts)
    assert "Rosa" not in caplog.text
    assert "555" not in caplog.text


@pytest.mark.parametrize("held", [ROSA, ROSA.contacts[0], [ROSA], {"who": ROSA}])
def test_it_is_neither_pickled_nor_copied_nor_json(held: object) -> None:
    for leak in (pickle.dumps, copy.deepcopy, json.dumps):
        with pytest.raises(TypeError):
            leak(held)


def test_a_traceback_with_its_locals_shows_nothing() -> None:
    """As an error reporter would print it, with every local variable."""
    who = ROSA
    try:
        raise ValueError(who)
    except ValueError as trouble:
        told = traceback.TracebackException.from_exception(trouble, capture_locals=True)
    text = "".join(told.format())
    assert "who = <identity>" in text
    assert "Rosa" not in text.replace("ROSA", "")


def test_it_goes_into_the_seal_and_comes_back() -> None:
    assert identities.from_bytes(identities.to_bytes(ROSA)) == ROSA


def test_once_a_contact_is_the_recipients_own_no_other_is_shown() -> None:
    both = ROSA.with_contact("rosa@example.edu", "directory")
    assert [one.source for one in both.shown_contacts] == ["directory", "event"]
    own = both.with_contact("+15035550000", "recipient")
    assert [one.value for one in own.shown_contacts] == ["+15035550000"]


def test_a_referrer_cannot_replace_the_recipients_contact() -> None:
    own = ROSA.with_own_contact("+15035550000")
    planted = own.with_contact("+15035559999", "colleague")
    assert [one.value for one in planted.shown_contacts] == ["+15035550000"]
    assert own.with_contact("+15035550000", "colleague") == own


def test_masks_show_its_owner_enough_and_another_too_little() -> None:
    assert mask_name("Rosa Reyes") == "R... R..."
    assert mask_contact("+15035550011") == "...11"
    assert mask_contact("rosa@example.edu") == "r...@example.edu"
    assert mask_contact("12") == "..."
