"""A page of the program's own, and one that nobody should read just now."""

from __future__ import annotations

import pytest

from beside.audit.models import Administration
from beside.learning import actions
from beside.learning.actions import Missing, NotTheirs, Taken
from beside.learning.models import Version
from beside.learning.standing import Library
from tests.cast import NOW, Cast
from tests.learning.conftest import Read
from tests.learning.test_write import FIRST, PAGE, SECOND


def test_a_page_of_our_own_stands_before_the_references(cast: Cast, read: Read) -> None:
    actions.add("ours", "en", FIRST, by=cast.cora, at=NOW)
    assert Library().slugs()[-2:] == ["ours", "references"]
    assert "First." in read("/learn/ours/").content.decode()


def test_an_address_is_given_once(cast: Cast) -> None:
    actions.add("ours", "en", FIRST, by=cast.cora, at=NOW)
    for slug in ("ours", PAGE, ""):
        with pytest.raises(Taken):
            actions.add(slug, "en", SECOND, by=cast.lea, at=NOW)
    assert Version.objects.count() == 1


def test_it_can_be_written_in_the_other_language_too(cast: Cast) -> None:
    actions.add("ours", "en", FIRST, by=cast.cora, at=NOW)
    actions.write("ours", "es", SECOND, base=0, by=cast.cora, at=NOW)
    assert Library().standing("ours", "es").words == SECOND


def test_a_language_that_we_do_not_have_is_refused(cast: Cast) -> None:
    with pytest.raises(Missing):
        actions.add("ours", "xx", FIRST, by=cast.cora, at=NOW)


def test_a_hidden_page_is_not_there_and_comes_back_as_it_was(cast: Cast, read: Read) -> None:
    actions.hide(PAGE, by=cast.lea, at=NOW)
    assert read(f"/learn/{PAGE}/").status_code == 404
    assert f"/learn/{PAGE}/" not in read("/learn/").content.decode()
    assert "Read on: Lawsuits" in read("/learn/how-common/").content.decode()
    actions.show(PAGE, by=cast.cora, at=NOW)
    assert read(f"/learn/{PAGE}/").status_code == 200


def test_hidden_twice_is_hidden_once(cast: Cast) -> None:
    for _again in range(2):
        actions.hide(PAGE, by=cast.lea, at=NOW)
    assert Administration.objects.filter(verb="hide_page").count() == 1


def test_what_is_not_there_cannot_be_hidden(cast: Cast) -> None:
    with pytest.raises(Missing):
        actions.hide("none", by=cast.lea, at=NOW)


def test_a_supporter_adds_and_hides_nothing(cast: Cast) -> None:
    with pytest.raises(NotTheirs):
        actions.add("ours", "en", FIRST, by=cast.sam.member, at=NOW)
    for verb in (actions.hide, actions.show):
        with pytest.raises(NotTheirs):
            verb(PAGE, by=cast.sam.member, at=NOW)
