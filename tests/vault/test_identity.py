"""A name shows itself to nothing that prints; a better contact is never replaced."""

from __future__ import annotations

import json
import logging
import pickle

import pytest

from beside.vault import identity as identities
from beside.vault.identity import Contact, Identity, mask_contact, mask_name

ROSA = Identity("Rosa Reyes", (Contact("+15035550011", "event"),), 4, "Rosie")


@pytest.mark.parametrize("shown", [repr, str, lambda one: f"{one}", lambda one: f"{one:>30}"])
def test_printing_shows_nothing(shown: object) -> None:
    text = shown(ROSA)  # type: ignore[operator]
    assert "Rosa" not in text
    assert "555" not in repr(ROSA.contacts)


def test_logging_shows_nothing(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("beside").error("with %s and %r", ROSA, ROSA.contacts)
    assert "Rosa" not in caplog.text
    assert "555" not in caplog.text


def test_it_is_neither_pickled_nor_json() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(ROSA)
    with pytest.raises(TypeError):
        json.dumps(ROSA)


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
