"""My code: what is held, masked; changed, passed on, or stopped and forgotten at once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from beside.matching import actions as matching
from beside.outreach import actions as outreach
from beside.program.models import Member
from beside.referrals.actions import peek
from beside.referrals.models import Referral, load
from beside.rules.stages import Actor, Stage
from beside.vault import actions as vault
from tests.cast import NOW, Cast
from tests.referrals.visitor import HERE, Page, Visitor, code_on, token_on, words

ADDRESS = "/my-code/"
AfterCommit = Callable[[], AbstractContextManager[list[object]]]


@pytest.fixture(autouse=True)
def _at_nine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()


@pytest.fixture
def code(cast: Cast, visitor: Visitor) -> str:
    """Rosa has asked and keeps her code."""
    page = visitor.send(
        "/for-me/", go="send", name="Rosa Reyes", contact="503 555 0142", when="evening"
    )
    return code_on(page)


def held() -> Referral:
    rows = Referral.objects.all().with_facts()
    assert len(rows) == 1
    return rows[0]


def handle() -> UUID:
    return held().handle


def brought_to(stage: Stage, cast: Cast) -> None:
    """Rosa's request, with Sue as supporter, at this stage."""
    hers = {"actor": Actor.SUPPORTER, "by": cast.sue.member, "at": NOW}
    matching.ask(handle(), cast.sue, by=cast.cora, at=NOW)
    if stage is Stage.ASKED:
        return
    matching.take(handle(), **hers)  # type: ignore[arg-type]
    matching.answer_conflict(handle(), matching.Conflict.NONE, **hers)  # type: ignore[arg-type]
    steps = {
        Stage.REACHING: outreach.not_yet,
        Stage.OFFERED: outreach.offer,
        Stage.TALKING: outreach.talk,
        Stage.CONTACT: outreach.contact_fails,
    }
    if stage in steps:
        steps[stage](handle(), **hers)  # type: ignore[arg-type]
    if stage is Stage.CLOSING:
        outreach.end(handle(), "met", **hers)  # type: ignore[arg-type]


def test_a_code_shows_what_is_held_masked_and_looks_are_not_counted(
    cast: Cast, visitor: Visitor, code: str
) -> None:
    said = words(visitor.post(ADDRESS, code=code))
    assert "R... R..." in said
    assert "...42" in said
    assert "In the evening" in said
    assert "Somebody is finding the right colleague for you." in said
    assert "Someone will reach you by tomorrow 17:00." in said
    assert "Rosa" not in said
    assert "0142" not in said
    assert held().facts.looks == {}


def test_a_code_is_read_however_it_is_written(cast: Cast, visitor: Visitor, code: str) -> None:
    sloppy = code.replace("-", " ").lower().replace("0", "o").replace("1", "l")
    assert "R... R..." in words(visitor.post(ADDRESS, code=f" {sloppy} "))


def test_a_wrong_code_and_a_forgotten_one_get_the_same_answer(
    cast: Cast, visitor: Visitor, code: str, after_commit: AfterCommit
) -> None:
    page = visitor.post(ADDRESS, act="stop", code=code)
    with after_commit():
        visitor.send(ADDRESS, page, act="stop_now", code=code)
    never = "0000-0000-0000-0000-0000-0000"
    forgotten = visitor.post(ADDRESS, code=code)
    wrong = visitor.post(ADDRESS, code=never)
    assert (forgotten.status_code, wrong.status_code) == (422, 422)
    assert _bare(forgotten, code) == _bare(wrong, never)
    assert "Nothing is held under this code." in words(wrong)


def _bare(page: Page, code: str) -> str:
    return str(page.content.decode()).replace(code, "")


def test_a_slip_of_the_pen_is_told_from_a_wrong_code(
    cast: Cast, visitor: Visitor, code: str
) -> None:
    slip = ("2" if code[0] != "2" else "3") + code[1:]
    page = visitor.post(ADDRESS, code=slip)
    assert "One sign seems off." in words(page)
    assert f'value="{slip}"' in page.content.decode()
    assert "One sign seems off." in words(visitor.post(ADDRESS, code="ABC"))
    assert "longer than a code" in words(visitor.post(ADDRESS, code="A" * 100))
    assert "Please type your code here." in words(visitor.post(ADDRESS, code=" "))


@pytest.mark.parametrize(
    ("stage", "sentence"),
    [
        (Stage.ASKED, "A peer supporter is being asked, without your name"),
        (Stage.CONFIRMED, "A peer supporter has said yes and will reach you."),
        (Stage.REACHING, "has tried to reach you and will try again"),
        (Stage.OFFERED, "A peer supporter has left word with you."),
        (Stage.TALKING, "You and a peer supporter are in touch."),
        (Stage.CONTACT, "could not reach you this way"),
    ],
)
def test_where_it_stands_is_said_in_plain_words_without_the_supporters_name(
    cast: Cast, visitor: Visitor, code: str, stage: Stage, sentence: str
) -> None:
    brought_to(stage, cast)
    said = words(visitor.post(ADDRESS, code=code))
    assert sentence in said
    assert "Sue" not in said
    assert ("Someone will reach you by" in said) == (stage not in (Stage.OFFERED, Stage.TALKING))


def test_when_we_are_late_the_page_says_so(
    cast: Cast, visitor: Visitor, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = NOW + timedelta(days=2)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    said = words(visitor.post(ADDRESS, code=code))
    assert "We are late, and we are sorry. Please call us: +1 503 555 0100." in said


# Changing.


def test_another_contact_takes_the_place_of_the_first(
    cast: Cast, visitor: Visitor, code: str
) -> None:
    page = visitor.post(ADDRESS, code=code)
    said = words(visitor.send(ADDRESS, page, act="contact", code=code, contact="rosa@home.example"))
    assert "You will be reached this way." in said
    assert "r...@home.example" in said
    assert [one.value for one in peek(held()).contacts] == ["rosa@home.example"]


def test_a_contact_that_did_not_work_is_mended_and_the_same_supporter_goes_on(
    cast: Cast, visitor: Visitor, code: str
) -> None:
    brought_to(Stage.CONTACT, cast)
    page = visitor.post(ADDRESS, code=code)
    visitor.send(ADDRESS, page, act="contact", code=code, contact="503 555 0166")
    assert held().stage == Stage.CONFIRMED
    assert held().facts.supporter == cast.sue.pk
    assert held().facts.waiting_on == ""


def test_a_contact_nobody_could_use_is_kept_in_its_box(
    cast: Cast, visitor: Visitor, code: str
) -> None:
    page = visitor.post(ADDRESS, code=code)
    again = visitor.send(ADDRESS, page, act="contact", code=code, contact="my desk")
    assert again.status_code == 422
    assert 'value="my desk"' in again.content.decode()
    assert [one.value for one in peek(held()).contacts] == ["503 555 0142"]
    token = token_on(page)  # nothing was done, so the first page's form is still good
    done = visitor.post(ADDRESS, once=token, act="contact", code=code, contact="503 555 0166")
    assert "You will be reached this way." in words(done)


def test_when_and_how_can_be_changed(cast: Cast, visitor: Visitor, code: str) -> None:
    page = visitor.post(ADDRESS, code=code)
    assert 'value="evening" selected' in page.content.decode()
    changed = visitor.send(
        ADDRESS, page, act="wishes", code=code,
        urgency="today", when="morning", channel="email", language="", distance="same",
    )  # fmt: skip
    said = words(changed)
    assert "Changed." in said
    assert "Someone will reach you by tomorrow 09:00, by e-mail." in said
    facts = held().facts
    assert (facts.when, facts.channel, facts.distance) == ("morning", "email", "same")


def test_sent_twice_a_change_happens_once(cast: Cast, visitor: Visitor, code: str) -> None:
    page = visitor.post(ADDRESS, code=code)
    fields = {"act": "contact", "code": code}
    visitor.send(ADDRESS, page, contact="503 555 0166", **fields)
    said = words(visitor.send(ADDRESS, page, contact="503 555 0177", **fields))
    assert "That was already done." in said
    assert [one.value for one in peek(held()).contacts] == ["503 555 0166"]


def test_someone_else_bars_the_first_and_asks_no_reason(
    cast: Cast, visitor: Visitor, code: str
) -> None:
    assert "Someone else, please" not in words(visitor.post(ADDRESS, code=code))
    brought_to(Stage.TALKING, cast)
    page = visitor.post(ADDRESS, code=code)
    said = words(visitor.send(ADDRESS, page, act="someone_else", code=code))
    assert "Somebody else will be asked." in said
    row = held()
    assert (row.stage, row.facts.supporter) == (Stage.WAITING, None)
    assert cast.sue.pk in row.facts.barred_supporters


def test_what_cannot_be_done_now_is_said_and_nothing_happens(
    cast: Cast, visitor: Visitor, code: str
) -> None:
    page = visitor.post(ADDRESS, code=code)
    said = words(visitor.send(ADDRESS, page, act="someone_else", code=code))
    assert "This has moved on." in said
    assert held().stage == Stage.WAITING


def test_not_through_one_hides_it_from_them_but_never_from_everybody(
    cast: Cast, visitor: Visitor, code: str
) -> None:
    page = visitor.post(ADDRESS, code=code)
    visitor.send(ADDRESS, page, act="not_through", code=code, coordinator=cast.cora.pk)
    assert Referral.objects.visible_to(cast.cora) == []
    assert len(Referral.objects.visible_to(cast.dan)) == 1
    page = visitor.post(ADDRESS, code=code)
    assert "Not through this person" not in words(page)
    again = visitor.send(ADDRESS, page, act="not_through", code=code, coordinator=cast.dan.pk)
    assert "Then nobody could look after this." in words(again)
    assert len(Referral.objects.visible_to(cast.dan)) == 1


def test_something_was_not_right_leads_to_the_lead_and_records_nothing(
    cast: Cast, visitor: Visitor, code: str
) -> None:
    said = words(visitor.post(ADDRESS, code=code))
    assert "Lea" in said
    assert "lea@example.edu" in said


# Stopping.


def test_stop_forgets_at_once(
    cast: Cast, visitor: Visitor, code: str, after_commit: AfterCommit
) -> None:
    known = handle()
    page = visitor.post(ADDRESS, act="stop", code=code)
    assert "This cannot be taken back." in words(page)
    assert load(known).stage == Stage.WAITING
    with after_commit():
        visitor.send(ADDRESS, page, act="stop_now", code=code)
    assert not Referral.objects.exists()
    assert vault.holds([known]) == [False]
    assert vault.find_code(code) is None
    assert vault.statistics().claims == 0


def test_a_stop_sent_twice_says_stopped_twice(
    cast: Cast, visitor: Visitor, code: str, after_commit: AfterCommit
) -> None:
    page = visitor.post(ADDRESS, act="stop", code=code)
    with after_commit():
        visitor.send(ADDRESS, page, act="stop_now", code=code)
    assert "You are forgotten" in words(visitor.send(ADDRESS, page, act="stop_now", code=code))


def test_a_stop_while_talking_tells_the_supporter_only_that_she_is_not_needed(
    cast: Cast, visitor: Visitor, code: str, after_commit: AfterCommit
) -> None:
    brought_to(Stage.TALKING, cast)
    page = visitor.post(ADDRESS, act="stop", code=code)
    with after_commit():
        visitor.send(ADDRESS, page, act="stop_now", code=code)
    assert not Referral.objects.exists()
    period = vault.period("2026Q4")
    assert period["outcome"] == {"stopped": 1}


def test_one_can_think_better_of_it(cast: Cast, visitor: Visitor, code: str) -> None:
    page = visitor.post(ADDRESS, act="stop", code=code)
    assert "Where it stands" in words(visitor.send(ADDRESS, page, act="", code=code))
    assert Referral.objects.count() == 1


def test_while_it_closes_the_page_says_it_is_being_forgotten_and_can_hasten_it(
    cast: Cast, visitor: Visitor, code: str, after_commit: AfterCommit
) -> None:
    brought_to(Stage.CLOSING, cast)
    page = visitor.post(ADDRESS, code=code)
    said = words(page)
    assert "This is being forgotten" in said
    assert "R... R..." not in said
    page = visitor.post(ADDRESS, act="stop", code=code)
    with after_commit():
        visitor.send(ADDRESS, page, act="stop_now", code=code)
    assert not Referral.objects.exists()


@pytest.mark.parametrize("act", ["stop_now", "contact", "someone_else"])
def test_no_act_without_the_pages_own_token_and_place(
    cast: Cast, visitor: Visitor, code: str, act: str
) -> None:
    brought_to(Stage.CONFIRMED, cast)
    fields = {"act": act, "code": code, "contact": "503 555 0166"}
    assert "Nothing was sent yet" in words(visitor.post(ADDRESS, **fields))
    token = token_on(visitor.post(ADDRESS, code=code))
    page = Client().post(
        ADDRESS, {"once": token, **fields}, headers={"sec-fetch-site": "cross-site"}
    )
    assert page.status_code == 403
    assert held().stage == Stage.CONFIRMED
    assert [one.value for one in peek(held()).contacts] == ["503 555 0142"]


def test_the_code_never_stands_in_an_address(cast: Cast, visitor: Visitor, code: str) -> None:
    page = visitor.client.get(ADDRESS, {"code": code})
    assert code not in page.content.decode()
    assert "R... R..." not in words(page)
    answer = visitor.client.post(ADDRESS, {"code": code}, headers=HERE)
    assert answer.status_code == 200
    assert code not in answer.request["PATH_INFO"] + answer.request["QUERY_STRING"]


def test_a_second_request_in_her_name_tells_nothing_of_the_first(
    cast: Cast, visitor: Visitor, code: str
) -> None:
    """Somebody else types Rosa's name and a number of their own: they see what they typed."""
    brought_to(Stage.TALKING, cast)
    page = visitor.send("/for-me/", go="send", name="Rosa Reyes", contact="503 555 0999")
    said = words(visitor.post(ADDRESS, code=code_on(page)))
    assert "...99" in said
    for secret in ("in touch", "...42"):
        assert secret not in said
    assert "in touch" in words(visitor.post(ADDRESS, code=code)), "hers shows what it showed"


def test_nobody_gets_in_as_a_member_by_a_code(cast: Cast, visitor: Visitor, code: str) -> None:
    visitor.post(ADDRESS, code=code)
    assert Member.objects.count() == 7
    assert "sessionid" not in visitor.client.cookies
