"""A supporter sees on her own page which talks she gives, and which groups she leads."""

from __future__ import annotations

from datetime import timedelta

from tests.cast import TODAY, Cast
from tests.desk.pages import AsMember
from tests.talks.making import CONTACT, LAST_WEEK, NEXT_WEEK, given, planned, planned_group


def test_sue_sees_what_she_gives_and_leads_the_next_first(cast: Cast, as_member: AsMember) -> None:
    planned(cast, NEXT_WEEK + timedelta(days=1), title="Second")
    planned(cast, NEXT_WEEK, title="First", materials="/promise/")
    planned_group(cast)
    page = as_member(cast.sue.member).go("/outreach/")
    assert "Talks you give" in page
    assert page.words.index("First") < page.words.index("Second")
    assert "Tuesday, 1 December, 12:30–13:30, Library" in page
    assert 'href="/promise/"' in page.text
    assert "Group conversations you lead" in page
    assert "Together with Sol Stone." in page
    assert CONTACT not in page.text, "who asked is the desk's to answer"


def test_sam_who_gives_none_sees_nothing_of_it(cast: Cast, as_member: AsMember) -> None:
    planned(cast)
    planned_group(cast)
    page = as_member(cast.sam.member).go("/outreach/")
    assert "Talks you give" not in page
    assert "Group conversations you lead" not in page
    assert "Together with Sue Sato." not in page


def test_what_was_is_not_shown_any_more(cast: Cast, as_member: AsMember) -> None:
    given(cast, title="Past")
    planned(cast, LAST_WEEK, title="Uncounted")
    planned_group(cast, LAST_WEEK)
    page = as_member(cast.sue.member).go("/outreach/")
    assert "Talks you give" not in page
    assert "you lead" not in page


def test_on_the_day_itself_it_is(cast: Cast, as_member: AsMember) -> None:
    planned(cast, TODAY, title="This noon")
    assert "This noon" in as_member(cast.sue.member).go("/outreach/")
