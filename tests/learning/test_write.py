"""Writing a page: a version for good, by day and member; and whoever comes second is told."""

from __future__ import annotations

import pytest

from beside.audit.models import Administration
from beside.learning import actions
from beside.learning.actions import Missing, Moved, NotTheirs
from beside.learning.models import Page, Version
from beside.learning.shipped import Words
from beside.learning.standing import Library
from tests.cast import NOW, TODAY, Cast

PAGE, ENGLISH = "what-helps", "en"
FIRST = Words("One", "S", "First.\n", "A book.")
SECOND = Words("Two", "S", "Second.\n", "")


def standing(language: str = ENGLISH) -> Words | None:
    return Library().standing(PAGE, language).words


def test_a_text_takes_the_place_of_the_shipped_one_in_its_language_only(cast: Cast) -> None:
    spanish = standing("es")
    version = actions.write(PAGE, ENGLISH, FIRST, base=0, by=cast.cora, at=NOW)
    assert (version.number, version.day, version.member) == (1, TODAY, cast.cora)
    assert standing() == FIRST
    assert standing("es") == spanish


def test_every_version_stays(cast: Cast) -> None:
    actions.write(PAGE, ENGLISH, FIRST, base=0, by=cast.cora, at=NOW)
    actions.write(PAGE, ENGLISH, SECOND, base=1, by=cast.lea, at=NOW)
    assert standing() == SECOND
    kept = Version.objects.of(PAGE, ENGLISH)
    assert [(one.number, one.body, one.member) for one in kept] == [
        (2, "Second.\n", cast.lea),
        (1, "First.\n", cast.cora),
    ]


def test_whoever_comes_second_is_told_and_nothing_is_overwritten(cast: Cast) -> None:
    actions.write(PAGE, ENGLISH, FIRST, base=0, by=cast.cora, at=NOW)
    with pytest.raises(Moved):
        actions.write(PAGE, ENGLISH, SECOND, base=0, by=cast.lea, at=NOW)
    assert standing() == FIRST
    assert Version.objects.count() == 1


def test_a_number_from_the_future_is_refused(cast: Cast) -> None:
    with pytest.raises(Moved):
        actions.write(PAGE, ENGLISH, FIRST, base=7, by=cast.cora, at=NOW)
    assert not Version.objects.exists()


@pytest.mark.parametrize("who", ["sam", "ann"])
def test_a_supporter_and_an_administrator_write_nothing(cast: Cast, who: str) -> None:
    by = cast.sam.member if who == "sam" else cast.ann
    with pytest.raises(NotTheirs):
        actions.write(PAGE, ENGLISH, FIRST, base=0, by=by, at=NOW)
    assert not Page.objects.exists()


@pytest.mark.parametrize(("slug", "language"), [("none", "en"), (PAGE, "xx")])
def test_there_must_be_such_a_page_and_language(cast: Cast, slug: str, language: str) -> None:
    with pytest.raises(Missing):
        actions.write(slug, language, FIRST, base=0, by=cast.cora, at=NOW)


def test_the_audit_says_which_page_by_its_number_and_never_a_word_of_it(cast: Cast) -> None:
    actions.write(PAGE, ENGLISH, FIRST, base=0, by=cast.cora, at=NOW)
    row = Administration.objects.get(verb="write_page")
    page = Page.objects.get()
    assert (row.member_id, row.about) == (cast.cora.pk, f"page {page.pk} en 1")


def test_when_a_member_s_row_goes_the_texts_stay(cast: Cast) -> None:
    actions.write(PAGE, ENGLISH, FIRST, base=0, by=cast.dan, at=NOW)
    cast.dan.delete()
    assert Version.objects.get().member is None
    assert standing() == FIRST
