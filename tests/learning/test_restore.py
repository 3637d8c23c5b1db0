"""Putting an older text back, and going back to the shipped one: always as a new version."""

from __future__ import annotations

import pytest

from beside.learning import actions, shipped
from beside.learning.actions import Missing, Moved, NotTheirs
from beside.learning.models import Version
from beside.learning.standing import Library
from tests.cast import NOW, Cast
from tests.learning.test_write import ENGLISH, FIRST, PAGE, SECOND, standing


@pytest.fixture
def two(cast: Cast) -> Cast:
    """Two versions of one page, by Cora and by Lea."""
    actions.write(PAGE, ENGLISH, FIRST, base=0, by=cast.cora, at=NOW)
    actions.write(PAGE, ENGLISH, SECOND, base=1, by=cast.lea, at=NOW)
    return cast


def test_an_older_text_is_in_force_again_and_says_which_it_is(two: Cast) -> None:
    version = actions.restore(PAGE, ENGLISH, 1, base=2, by=two.lea, at=NOW)
    assert (version.number, version.restored) == (3, 1)
    assert standing() == FIRST
    assert Version.objects.count() == 3


def test_number_zero_is_the_shipped_text_and_follows_it(
    two: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = actions.restore(PAGE, ENGLISH, 0, base=2, by=two.cora, at=NOW)
    assert version.is_shipped
    assert not version.body
    assert standing() == shipped.words(PAGE, ENGLISH)
    assert Library().standing(PAGE, ENGLISH).is_as_shipped
    monkeypatch.setattr(shipped, "words", lambda _slug, _language: SECOND)
    assert standing() == SECOND, "a newer release brings its newer text"


def test_going_back_to_a_version_that_was_the_shipped_text_is_the_same(two: Cast) -> None:
    actions.restore(PAGE, ENGLISH, 0, base=2, by=two.cora, at=NOW)
    actions.write(PAGE, ENGLISH, FIRST, base=3, by=two.cora, at=NOW)
    assert actions.restore(PAGE, ENGLISH, 3, base=4, by=two.cora, at=NOW).is_shipped


def test_somebody_who_was_slower_puts_nothing_back(two: Cast) -> None:
    with pytest.raises(Moved):
        actions.restore(PAGE, ENGLISH, 1, base=1, by=two.cora, at=NOW)
    assert standing() == SECOND


@pytest.mark.parametrize("number", [3, 99])
def test_what_never_was_cannot_be_put_back(two: Cast, number: int) -> None:
    with pytest.raises(Missing):
        actions.restore(PAGE, ENGLISH, number, base=2, by=two.cora, at=NOW)


def test_a_page_of_our_own_has_no_shipped_text(cast: Cast) -> None:
    actions.add("ours", "en", FIRST, by=cast.cora, at=NOW)
    with pytest.raises(Missing):
        actions.restore("ours", "en", 0, base=1, by=cast.cora, at=NOW)


def test_a_supporter_puts_nothing_back(two: Cast) -> None:
    with pytest.raises(NotTheirs):
        actions.restore(PAGE, ENGLISH, 1, base=2, by=two.sam.member, at=NOW)
