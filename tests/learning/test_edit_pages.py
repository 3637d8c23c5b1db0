"""The desk's pages about pages: look first, keep, two at once, and what it was before."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from beside.learning import actions
from beside.learning.models import Version
from beside.learning.shipped import Words
from beside.learning.standing import Library
from tests.cast import NOW, Cast
from tests.desk.pages import AsMember, Desk
from tests.learning.conftest import Read
from tests.learning.test_write import FIRST, PAGE, SECOND, standing

LIST, EDIT = "/desk/pages/", f"/desk/pages/{PAGE}/en/"
HISTORY = f"{EDIT}versions/"
TYPED = {
    "title": "Mine",
    "summary": "Short.",
    "body": "## Here\n\nMy text.\n",
    "sources": "A book.",
}


def box(desk: Desk, name: str) -> str:
    """What stands in a box of the page."""
    found = re.search(rf'<textarea[^>]*name="{name}"[^>]*>(.*?)</textarea>', desk.page.text, re.S)
    assert found
    return found[1].strip()


def test_the_list_says_how_each_page_stands(cast: Cast, cora: Desk) -> None:
    page = cora.go(LIST)
    assert "What helps, and what does not" in page
    assert "as shipped" in page
    actions.write(PAGE, "en", FIRST, base=0, by=cast.lea, at=NOW)
    page = cora.go(LIST)
    assert "on 24 November 2026 by Lea" in page
    assert page.words.count("the other is newer") == 1


def test_the_list_names_each_page_in_the_readers_language_or_marks_it(
    cast: Cast, cora: Desk
) -> None:
    page = cora.go(f"/es{LIST}")
    assert "Qué ayuda y qué no" in page
    assert "What helps" not in page
    actions.add("ours", "en", Words("Our own", "", "Text.\n"), by=cast.lea, at=NOW)
    assert '<span lang="en">Our own</span>' in cora.go(f"/es{LIST}").text
    assert '<span lang="en">' not in cora.go(LIST).text


def test_the_rule_stands_above_the_boxes(cora: Desk) -> None:
    assert "No page may speak of anybody who was helped" in cora.go(EDIT)
    assert "No page may speak of anybody who was helped" in cora.go("/desk/pages/new/")


def test_a_text_is_kept_and_read_by_everybody(cora: Desk, read: Read) -> None:
    cora.go(EDIT)
    assert "In the first hours" in box(cora, "body")
    page = cora.send(EDIT, press="Keep this text", what="keep", **TYPED)
    assert "Kept. Everybody reads it like this from now on." in page
    assert "<h2>Here</h2>" in read(f"/learn/{PAGE}/").content.decode()


def test_a_look_keeps_nothing_and_loses_nothing(cora: Desk, read: Read) -> None:
    cora.go(EDIT)
    page = cora.send(EDIT, press="Look at it first", what="look", **TYPED)
    assert page.status == 200
    assert "It is not kept yet." in page
    assert "<h2>Here</h2>" in page.text
    assert box(cora, "body") == "## Here\n\nMy text."
    assert not Version.objects.exists()
    cora.send(EDIT, what="keep", **TYPED)
    assert Version.objects.get().body == "## Here\n\nMy text.\n"


def test_whoever_was_slower_is_told_keeps_what_was_typed_and_sees_theirs(
    cast: Cast, cora: Desk, as_member: AsMember
) -> None:
    lea = as_member(cast.lea)
    for desk in (cora, lea):
        desk.go(EDIT)
    lea.send(EDIT, what="keep", **{**TYPED, "title": "Hers", "body": "Her text.\n"})
    page = cora.send(EDIT, what="keep", **TYPED)
    assert page.status == 422
    assert "Lea has kept another text while you were writing." in page
    assert "<p>Her text.</p>" in page.text
    assert box(cora, "body") == "## Here\n\nMy text."
    assert standing() == Words("Hers", "Short.", "Her text.\n", "A book.")
    cora.send(EDIT, press="Keep mine", what="keep", **TYPED)
    assert standing().title == "Mine"  # type: ignore[union-attr]
    assert [one.number for one in Version.objects.of(PAGE, "en")] == [2, 1]


def test_a_form_that_is_sent_twice_keeps_one_text(cora: Desk) -> None:
    cora.go(EDIT)
    form = cora.form(EDIT)
    for _again in range(2):
        cora.post(EDIT, {**form.fields, **TYPED, "what": "keep"})
    assert "That was already done." in cora.page
    assert Version.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"title": " "}, "Please give the page a title."),
        ({"body": " \n"}, "Please write something here"),
        ({"body": "One\n![x](https://a.example/x.png)"}, "Line 2 has a picture in it."),
        ({"body": "One\nTwo\n<b>bold</b>"}, "Line 3 has a mark in < > in it."),
        ({"title": "x" * 121}, "120 characters"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_box_and_stays(
    cora: Desk, typed: dict[str, str], says: str
) -> None:
    cora.go(EDIT)
    page = cora.send(EDIT, what="keep", **{**TYPED, **typed})
    assert page.status == 422
    assert says in page
    assert box(cora, "sources") == "A book."
    assert not Version.objects.exists()


def test_an_address_in_angles_is_no_mark(cora: Desk) -> None:
    cora.go(EDIT)
    cora.send(EDIT, what="keep", **{**TYPED, "body": "See <https://example.org/a>, 3 < 4.\n"})
    assert Version.objects.count() == 1


def test_the_other_language_stands_beside_and_says_when_it_is_newer(cast: Cast, cora: Desk) -> None:
    page = cora.go(EDIT)
    assert "Qué ayuda y qué no" in page
    assert "was changed after this text" not in page
    actions.write(PAGE, "es", SECOND, base=0, by=cast.lea, at=NOW)
    assert "Español was changed after this text, on 24 November 2026." in cora.go(EDIT)
    assert "was changed after this text" not in cora.go(f"/desk/pages/{PAGE}/es/")
    actions.write(PAGE, "en", FIRST, base=0, by=cast.cora, at=NOW)
    assert "was changed after this text" not in cora.go(EDIT)


def test_every_version_has_its_day_and_who_kept_it(cast: Cast, cora: Desk) -> None:
    actions.write(PAGE, "en", FIRST, base=0, by=cast.lea, at=NOW - timedelta(days=1))
    actions.write(PAGE, "en", SECOND, base=1, by=cast.dan, at=NOW)
    page = cora.go(HISTORY)
    assert "Version 2 24 November 2026, Dan in force" in page
    assert "Version 1 23 November 2026, Lea" in page
    assert "The shipped text" in page


def test_an_older_text_is_looked_at_and_put_back(cast: Cast, cora: Desk) -> None:
    actions.write(PAGE, "en", FIRST, base=0, by=cast.lea, at=NOW)
    actions.write(PAGE, "en", SECOND, base=1, by=cast.dan, at=NOW)
    assert "<p>First.</p>" in cora.go(f"{HISTORY}?number=1").text
    page = cora.send(HISTORY, press="Put this text back")
    assert "Put back." in page
    assert "version 1 once more" in page
    assert standing() == FIRST


def test_the_way_back_to_the_shipped_text(cast: Cast, cora: Desk) -> None:
    actions.write(PAGE, "en", FIRST, base=0, by=cast.lea, at=NOW)
    cora.go(f"{HISTORY}?number=0")
    cora.send(HISTORY, press="Go back to the shipped text")
    assert "back to the shipped text" in cora.page
    assert Library().standing(PAGE, "en").is_as_shipped
    assert "Put this text back" not in cora.go(f"{HISTORY}?number=2")


def test_whoever_puts_back_too_late_is_told(cast: Cast, cora: Desk) -> None:
    actions.write(PAGE, "en", FIRST, base=0, by=cast.lea, at=NOW)
    cora.go(f"{HISTORY}?number=0")
    form = cora.form(HISTORY)
    actions.write(PAGE, "en", SECOND, base=1, by=cast.dan, at=NOW)
    page = cora.post(HISTORY, dict(form.fields))
    assert "Somebody else was here in the meantime." in page
    assert standing() == SECOND


def test_hide_and_show(cora: Desk, read: Read) -> None:
    cora.go(LIST)
    form = next(one for one in cora.page.forms if one.fields.get("page") == [PAGE])
    assert "Hidden." in cora.post(LIST, {**form.fields, "what": "hide"})
    assert read(f"/learn/{PAGE}/").status_code == 404
    form = next(one for one in cora.page.forms if one.fields.get("page") == [PAGE])
    assert "Show it again" in form.words
    assert "It is there again." in cora.post(LIST, {**form.fields, "what": "show"})
    assert read(f"/learn/{PAGE}/").status_code == 200


def test_a_page_of_our_own(cora: Desk, read: Read) -> None:
    cora.go("/desk/pages/new/")
    new = {**TYPED, "title": "Coffee on Thursdays", "language": "en"}
    assert "It is not kept yet." in cora.send("/new/", what="look", **new)
    page = cora.send("/new/", press="Keep it, and show it to everyone", what="keep", **new)
    assert page.address.startswith("/desk/pages/coffee-on-thursdays/en/")
    assert "My text." in read("/learn/coffee-on-thursdays/").content.decode()
    cora.go("/desk/pages/new/")
    page = cora.send("/new/", what="keep", **new)
    assert page.status == 422
    assert "There is a page with this title already." in page
    assert "This page is in no other language yet." in cora.go(
        "/desk/pages/coffee-on-thursdays/en/"
    )


def test_a_title_has_to_make_an_address(cora: Desk) -> None:
    cora.go("/desk/pages/new/")
    page = cora.send("/new/", what="keep", **{**TYPED, "title": "???", "language": "en"})
    assert "Please use some plain letters in the title." in page


@pytest.mark.parametrize("address", ["/desk/pages/none/en/", f"/desk/pages/{PAGE}/xx/"])
def test_there_is_no_other_page(cora: Desk, address: str) -> None:
    assert cora.go(address).status == 404
    assert cora.go(f"{address}versions/").status == 404


@pytest.mark.parametrize(
    "fields",
    [
        {"what": "burn", "page": PAGE},
        {"what": "hide", "page": "x"},
        {"what": "hide", "page": f"{PAGE}\0"},
    ],
)
def test_a_form_of_nobody_s_making_does_nothing(cora: Desk, fields: dict[str, str]) -> None:
    cora.go(LIST)
    form = cora.page.forms[1]
    assert cora.post(LIST, {**form.fields, **fields}).status == 404


@pytest.mark.parametrize("who", ["sam", "ann"])
def test_for_everybody_else_the_pages_do_not_exist(
    cast: Cast, as_member: AsMember, who: str
) -> None:
    desk = as_member(cast.sam.member if who == "sam" else cast.ann)
    for address in (LIST, EDIT, HISTORY, "/desk/pages/new/"):
        assert desk.go(address).status == 404
        assert desk.post(address, {**TYPED, "what": "keep"}).status == 404
    assert not Version.objects.exists()


def test_lead_and_coordinator_find_the_way_there(
    cast: Cast, cora: Desk, as_member: AsMember
) -> None:
    for desk in (cora, as_member(cast.lea)):
        assert 'href="/desk/pages/"' in desk.go("/desk/overview/").text


def test_what_is_typed_runs_nothing_at_the_desk_either(cora: Desk) -> None:
    cora.go(EDIT)
    attack = {**TYPED, "title": "<script>alert(1)</script>", "sources": "<script>alert(2)</script>"}
    cora.send(EDIT, what="keep", **attack)
    for address in (EDIT, HISTORY, f"{HISTORY}?number=1", LIST, f"/learn/{PAGE}/", "/learn/"):
        assert "<script>alert" not in cora.go(address).text
