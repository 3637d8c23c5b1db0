"""A keyring that came back brings its legal holds with it, and one that is lost takes them along.

Both are said before anybody goes on: what a hold keeps is not forgotten, and what no hold keeps any
more is gone for good.
"""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from beside import restoring
from beside.audit.models import Administration
from beside.program import actions as program
from beside.sweep import sweep
from beside.vault import actions as vault
from beside.vault import holds
from beside.vault.models import KeyringMark
from tests.cast import NOW, Cast
from tests.referrals.making import hold, received

LATER = NOW + timedelta(minutes=11)


class Story:
    """Rosa waits; what there is may be saved, and come back."""

    def __init__(self, cast: Cast, home: Path) -> None:
        self.cast, self.home = cast, home
        received(cast)
        self.settle()

    def settle(self) -> None:
        for _time in range(2):
            sweep(LATER)

    def save(self) -> None:
        shutil.copytree(self.home / "keyring", self.home / "saved")
        self.mark = KeyringMark.objects.get().generation

    def keyring_comes_back(self) -> None:
        shutil.rmtree(self.home / "keyring")
        shutil.copytree(self.home / "saved", self.home / "keyring")
        vault.forget_process_state()

    def keyring_is_lost(self) -> None:
        shutil.rmtree(self.home / "keyring")
        vault.forget_process_state()

    def database_comes_back(self) -> None:
        """Of before anybody asked for a hold."""
        Administration.objects.filter(verb__contains="hold").delete()
        KeyringMark.objects.update(generation=self.mark)
        vault.forget_process_state()

    def ends(self) -> None:
        [held] = holds.standing(NOW.date())
        program.end_hold(held.identifier, by=self.cast.lea, at=LATER)


@pytest.fixture
def story(transactional_db: None, cast: Cast, home: Path) -> Story:
    return Story(cast, home)


def said() -> str:
    return restoring.as_text(restoring.examine(LATER))


def test_a_hold_that_was_ended_and_stands_again_is_said(story: Story) -> None:
    held = hold(story.cast)
    story.settle()
    story.save()
    story.ends()
    story.settle()
    story.keyring_comes_back()
    text = said()
    assert f"A legal hold (lawsuit: everything) stands in this keyring until {held.until}" in text
    assert "The audit tells that it was ended" in text
    assert "/desk/holds/" in text
    restoring.go_on(restoring.examine(LATER), at=LATER)
    assert [one.until for one in holds.standing(NOW.date())] == [held.until], "until a lead ends it"


def test_a_hold_that_stands_as_it_stood_is_said_without_doubt(story: Story) -> None:
    hold(story.cast, unit=str(story.cast.surgery.pk))
    story.settle()
    story.save()
    story.settle()
    story.keyring_comes_back()
    text = said()
    assert "A legal hold (lawsuit: unit) stands in this keyring" in text
    assert "was ended" not in text
    assert "does not tell" not in text


def test_a_hold_that_a_lost_keyring_took_along_is_said(story: Story) -> None:
    hold(story.cast)
    story.settle()
    story.keyring_is_lost()
    text = said()
    assert f"A legal hold (lawsuit: everything) was agreed to on {NOW.date()}" in text
    assert "does not stand in this keyring" in text
    assert "ask for it again" in text
    assert "stands in this keyring until" not in text


def test_a_hold_that_came_after_the_keyring_was_saved_is_said(story: Story) -> None:
    story.save()
    hold(story.cast)
    story.settle()
    story.keyring_comes_back()
    assert "does not stand in this keyring" in said()


def test_an_older_database_does_not_tell_of_a_hold_that_stands(story: Story) -> None:
    story.save()
    hold(story.cast)
    story.settle()
    story.database_comes_back()
    text = said()
    assert "A legal hold (lawsuit: everything) stands in this keyring" in text
    assert "This database does not tell that it was agreed to" in text
    assert "Keys without a row are destroyed when you go on, held or not." in text


def test_what_was_only_asked_for_or_is_long_over_is_not_said(story: Story) -> None:
    from beside.rules.holds import Why
    from beside.vault.actions import Subject

    hold(story.cast)
    story.ends()
    program.ask_hold(Subject(), Why.COURT, by=story.cast.lea, at=LATER)
    story.settle()
    story.keyring_is_lost()
    assert "legal hold" not in said()


def test_where_both_belong_together_nothing_is_said(story: Story) -> None:
    hold(story.cast)
    story.settle()
    assert said() == "Database and keyring belong together. Nothing is lost."


def test_what_no_row_and_no_key_can_show_is_said_as_well(story: Story) -> None:
    story.save()
    story.settle()
    story.keyring_comes_back()
    assert "What was counted since this keyring was saved" in said()
    story.keyring_is_lost()
    assert "What the keyring had counted" in said()


def test_of_an_older_database_it_is_said_that_what_is_open_stands_as_it_stood(
    story: Story,
) -> None:
    story.save()
    story.settle()
    story.database_comes_back()
    assert "What is open stands as it stood then" in said()
    assert "What was counted" not in said()
