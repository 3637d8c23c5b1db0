"""Not mine, and not through her: from the first word on, it does not exist for her.

Cora is the one who should not see. Dan sits beside her at the desk.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from beside.directory.index import index
from beside.events import actions as events
from beside.events.coverage import coverage_of
from beside.events.models import Event
from beside.events.models import load as load_event
from beside.matching import actions as matching
from beside.matching.suggesting import suggestions
from beside.outreach import actions as outreach
from beside.program.models import Member, MemberRole, Role
from beside.referrals import actions, by_code, due
from beside.referrals.asking import Asking, Concern, ask_for_oneself, refer_colleague
from beside.referrals.models import Referral, find, load
from beside.rules.stages import Actor, Stage
from beside.supporters.models import Supporter
from beside.vault import codes
from tests.cast import NOW, Cast
from tests.desk.pages import Desk
from tests.events.telling import choose, names, people, tell
from tests.referrals.making import at_stage, received, waiting
from tests.referrals.visitor import Visitor, code_on

CODE, AGAIN = codes.write(b"3" * codes.BYTES), codes.write(b"4" * codes.BYTES)
ROSA = {"name": "Rosa Reyes", "contact": "503 555 0142"}


@pytest.fixture(autouse=True)
def _at_nine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def sees(cast: Cast) -> Callable[[Member], set[object]]:
    """What exists for a member."""

    def exists_for(member: Member) -> set[object]:
        fresh = Member.objects.get(pk=member.pk)
        return {row.handle for row in Referral.objects.all().visible_to(fresh)}

    return exists_for


def desk_of(member: Member) -> Desk:
    client = Client()
    client.force_login(member)
    return Desk(client)


def only() -> Referral:
    return load(Referral.objects.values_list("handle", flat=True).get())


def also_a_supporter(cast: Cast, member: Member) -> Supporter:
    """Cora is a peer supporter too: with Sue's training and department."""
    MemberRole.objects.get_or_create(member=member, role=Role.SUPPORTER)
    Supporter.objects.filter(pk=cast.sue.pk).update(member=member)
    return Supporter.objects.get(pk=cast.sue.pk)


# ---- not mine ----


def test_passed_on_it_is_gone_for_her_and_there_for_the_other(
    cast: Cast, sees: Callable[[Member], set[object]]
) -> None:
    row = waiting(cast)
    cora, dan = desk_of(cast.cora), desk_of(cast.dan)
    page = cora.step(row.handle, "not_mine")
    assert "Passed on. You will not see it again." in page
    assert cora.go(f"/desk/{row.handle}/").status == 404
    assert dan.go(f"/desk/{row.handle}/").status == 200
    assert sees(cast.cora) == set()
    assert sees(cast.dan) == {row.handle}


def test_nobody_passes_on_what_she_does_not_see(cast: Cast) -> None:
    row = waiting(cast)
    actions.not_mine(row.handle, by=cast.cora, at=NOW)
    cora = desk_of(cast.cora)
    assert cora.go(f"/desk/{row.handle}/step/not_mine/").status == 404


# ---- not through her, at every door ----


def by_the_page(cast: Cast) -> str:
    return code_on(Visitor().send("/for-me/", go="send", not_through=[cast.cora.pk], **ROSA))


def by_telephone(cast: Cast) -> str:
    dan = desk_of(cast.dan)
    dan.go("/desk/call/for-themselves/")
    page = dan.send("/for-themselves/", not_through=[str(cast.cora.pk)], **ROSA)
    assert page.status == 200
    return ""


def by_the_code(cast: Cast) -> str:
    visitor = Visitor()
    code = code_on(visitor.send("/for-me/", go="send", **ROSA))
    visitor.send(
        "/my-code/",
        visitor.post("/my-code/", code=code),
        act="not_through",
        code=code,
        coordinator=cast.cora.pk,
    )
    return code


def recorded_at_the_desk(cast: Cast) -> str:
    row = received(cast, source="colleague")
    desk_of(cast.dan).step(row.handle, "not_through", coordinator=str(cast.cora.pk))
    return ""


def of_an_event(cast: Cast) -> str:
    event = tell(cast, "Rosa Reyes\trosa.reyes11@example.edu\tresident\tSurgery\n")
    row = names(event)["Rosa Reyes"]
    desk_of(cast.dan).step(row.handle, "not_through", coordinator=str(cast.cora.pk))
    return ""


DOORS: dict[str, Callable[[Cast], str]] = {
    "the public page": by_the_page,
    "a telephone call": by_telephone,
    "the code page": by_the_code,
    "a colleague's word, recorded at the desk": recorded_at_the_desk,
    "an event, recorded at the desk": of_an_event,
}


@pytest.mark.parametrize("door", DOORS)
def test_whatever_door_it_came_by_it_does_not_exist_for_her(
    door: str, cast: Cast, sees: Callable[[Member], set[object]]
) -> None:
    own = also_a_supporter(cast, cast.cora)
    DOORS[door](cast)
    row = only()
    assert row.facts.hidden_from == [cast.cora.pk]
    assert own.pk in row.facts.barred_supporters
    assert sees(cast.cora) == set()
    assert sees(cast.dan) == {row.handle}
    if row.stage == Stage.RECEIVED:
        actions.resolve(row.handle, index().by_id(cast.rosa.pk), by=cast.dan, at=NOW)
    refused = {one.supporter for one in suggestions(load(row.handle), at=NOW) if one.refusal}
    assert own in refused
    with pytest.raises(matching.CannotAsk):
        matching.ask(row.handle, own, by=cast.dan, at=NOW)


def test_a_supporter_chosen_who_also_is_whom_it_should_not_go_through_is_not_asked(
    cast: Cast,
) -> None:
    own = also_a_supporter(cast, cast.cora)
    asking = Asking(**ROSA, chosen=own, not_through=(cast.cora.pk,))
    row = ask_for_oneself(asking, code=CODE, by=None, at=NOW)
    assert row.stage == Stage.WAITING
    assert row.facts.supporter is None


@pytest.mark.parametrize("stage", [Stage.ASKED, Stage.TAKEN, Stage.REACHING, Stage.TALKING])
def test_what_she_has_as_a_supporter_comes_back_to_the_desk_when_she_should_not_see_it(
    stage: Stage, cast: Cast, sees: Callable[[Member], set[object]]
) -> None:
    row = at_stage(cast, stage)
    member = cast.sue.member
    MemberRole.objects.create(member=member, role=Role.COORDINATOR)
    actions.not_through(row.handle, member.pk, actor=Actor.RECIPIENT, by=None, at=NOW)
    after = load(row.handle)
    assert after.stage == Stage.WAITING
    assert after.facts.supporter is None
    assert cast.sue.pk in after.facts.barred_supporters
    assert sees(member) == set()


def test_the_only_coordinator_cannot_be_left_out_and_what_she_has_stays_hers(cast: Cast) -> None:
    """Nothing is half done: what she has as a supporter does not come back either."""
    row = at_stage(cast, Stage.TAKEN)
    MemberRole.objects.filter(role=Role.COORDINATOR).delete()
    MemberRole.objects.create(member=cast.sue.member, role=Role.COORDINATOR)
    with pytest.raises(actions.NobodyLeft):
        actions.not_through(row.handle, cast.sue.member.pk, actor=Actor.RECIPIENT, by=None, at=NOW)
    assert load(row.handle).stage == Stage.TAKEN
    assert load(row.handle).facts.supporter == cast.sue.pk


@pytest.mark.parametrize("door", ["/for-me/", "/my-code/"])
def test_the_page_says_so_and_gives_the_number_to_call(door: str, cast: Cast) -> None:
    MemberRole.objects.filter(member=cast.dan, role=Role.COORDINATOR).delete()
    visitor = Visitor()
    if door == "/for-me/":
        page = visitor.send(door, go="send", not_through=[cast.cora.pk], **ROSA)
        assert page.status_code == 422
        assert b"Then nobody could look after this" in page.content
        assert b"+1 503 555 0100" in page.content
        return
    code = code_on(visitor.send("/for-me/", go="send", **ROSA))
    shown = visitor.post(door, code=code)
    visitor.send(door, shown, act="not_through", code=code, coordinator=cast.cora.pk)
    assert only().facts.hidden_from == []


def test_when_the_other_leaves_the_lead_is_told_that_nobody_sees_to_it(cast: Cast) -> None:
    row = waiting(cast)
    actions.not_mine(row.handle, by=cast.cora, at=NOW)
    told = "1 request is seen by nobody at the desk."
    assert told not in desk_of(cast.lea).go("/desk/overview/")
    Member.objects.filter(pk=cast.dan.pk).update(is_active=False)
    assert told in desk_of(cast.lea).go("/desk/overview/")
    assert told not in desk_of(cast.cora).go("/desk/overview/")


# ---- nothing of it on any page of hers ----

PAGES = (
    "/desk/", "/desk/?show=due", "/desk/?show=me", "/desk/?show=others", "/desk/overview/",
    "/desk/events/", "/desk/call/", "/desk/many/", "/desk/events/{event}/", "/outreach/",
    "/outreach/availability/",
)  # fmt: skip


def shown_to(cast: Cast, member: Member, event: object) -> list[str]:
    """Every page of hers, apart from what is new with each."""
    import re

    desk = desk_of(member)
    pages = [desk.go(one.format(event=event)) for one in PAGES]
    assert {page.status for page in pages} == {200}
    return [re.sub(r'(name="(?:once|csrfmiddlewaretoken)" value=)"[^"]*"', "", page.text)
            for page in pages]  # fmt: skip


@pytest.mark.parametrize("how", ["not mine", "not through"])
def test_no_list_and_no_count_of_hers_changes_by_what_is_hidden_from_her(
    how: str, cast: Cast
) -> None:
    """The same pages, byte for byte, before it came and at every step that it takes afterwards."""
    also_a_supporter(cast, cast.cora)
    sam = cast.sam
    event = tell(cast, "Faye Frost\t\tfaculty\tMedicine\n")
    before = shown_to(cast, cast.cora, event.handle)
    row = received(cast, events=[str(event.handle)])
    assert shown_to(cast, cast.cora, event.handle) != before, "the control: a visible one shows"
    if how == "not mine":
        actions.not_mine(row.handle, by=cast.cora, at=NOW)
    else:
        actions.not_through(row.handle, cast.cora.pk, actor=Actor.RECIPIENT, by=None, at=NOW)
    assert shown_to(cast, cast.cora, event.handle) == before
    hers: dict[str, Any] = {"actor": Actor.SUPPORTER, "by": sam.member, "at": NOW}
    remy = index().by_id(cast.kim_one.pk)
    steps: list[Callable[[], object]] = [
        lambda: actions.resolve(row.handle, remy, by=cast.dan, at=NOW),
        lambda: matching.ask(row.handle, sam, by=cast.dan, at=NOW),
        lambda: matching.take(row.handle, **hers),
        lambda: matching.answer_conflict(row.handle, matching.Conflict.NONE, **hers),
        lambda: outreach.offer(row.handle, **hers),
        lambda: outreach.talk(row.handle, **hers),
        lambda: outreach.end(row.handle, "met", **hers),
        lambda: outreach.undo(row.handle, **hers),
    ]
    for number, step in enumerate(steps):
        step()
        assert shown_to(cast, cast.cora, event.handle) == before, f"step {number}"
    assert coverage_of(load_event(event.handle)).reached == 1  # it is counted all the same


AS_FAR = "Counted as far as you may see"


def test_the_figure_says_how_far_it_goes_whether_or_not_anything_is_hidden(cast: Cast) -> None:
    """Said only where somebody is hidden, it would tell that somebody is."""
    event = tell(cast)
    row = received(cast, events=[str(event.handle)])
    for hides in (False, True):
        if hides:
            actions.not_mine(row.handle, by=cast.cora, at=NOW)
        for member in (cast.cora, cast.dan):
            for address in ("/desk/events/", f"/desk/events/{event.handle}/"):
                assert AS_FAR in desk_of(member).go(address), (hides, member, address)


def test_once_forgotten_everybody_is_counted_for_her_as_for_all(cast: Cast) -> None:
    """The limit of it, as decision 23 says: her figure grows when what was hidden is forgotten."""
    event = tell(cast)
    row = received(cast, events=[str(event.handle)])
    actions.not_mine(row.handle, by=cast.cora, at=NOW)

    def figure(member: Member) -> str:
        page = desk_of(member).go(f"/desk/events/{event.handle}/").text
        return page.partition('<p class="lead">')[2].partition("</p>")[0]

    assert figure(cast.cora) != figure(cast.dan)
    actions.stop(row.handle, actor=Actor.RECIPIENT, by=None, at=NOW)
    assert figure(cast.cora) != figure(cast.dan), "until it is forgotten"
    due.finish(NOW + timedelta(minutes=11))
    assert figure(cast.cora) == figure(cast.dan)


def test_who_could_be_asked_shows_no_hand_full_of_what_she_does_not_see(cast: Cast) -> None:
    Supporter.objects.filter(pk=cast.sam.pk).update(cap=1)
    hidden = waiting(cast, cast.faye, name="Faye Frost", contact="+15035550013")
    matching.ask(hidden.handle, cast.sam, by=cast.dan, at=NOW)
    row = waiting(cast, cast.kim_one, name="Kim Park", contact="+15035550014")
    seen = desk_of(cast.cora).go(f"/desk/{row.handle}/")
    assert "has as many as they wish" in seen
    actions.not_through(hidden.handle, cast.cora.pk, actor=Actor.RECIPIENT, by=None, at=NOW)
    page = desk_of(cast.cora).go(f"/desk/{row.handle}/")
    assert "has as many as they wish" not in page
    assert "Sam Silva: cannot just now" in page


# ---- nor is she told by joining ----


def hidden_rosa(cast: Cast) -> Referral:
    """Rosa asked for herself, and not through Cora."""
    asking = Asking(**ROSA, not_through=(cast.cora.pk,))
    return ask_for_oneself(asking, code=CODE, by=None, at=NOW)


def test_a_second_request_of_hers_says_nothing_of_the_first_to_cora(cast: Cast) -> None:
    hidden_rosa(cast)
    again = ask_for_oneself(Asking(**ROSA), code=AGAIN, by=None, at=NOW)
    assert find(again.handle, cast.dan).facts.waiting_on == "again"
    assert find(again.handle, cast.cora).facts.waiting_on == ""
    page = desk_of(cast.cora).go(f"/desk/{again.handle}/")
    dans = desk_of(cast.dan).go(f"/desk/{again.handle}/")
    for told in ("asked twice", "another request", "Join"):
        assert told not in page
    assert page.text.count("join/") == 0
    assert dans.text.count("join/") == 1, "the control: Dan may join them"


def test_the_page_behind_a_second_code_does_not_say_whom_the_first_left_out(cast: Cast) -> None:
    """Anybody may type Rosa's name: what she wished stands on no page of theirs."""
    hidden_rosa(cast)
    code = code_on(Visitor().send("/for-me/", go="send", **ROSA))
    shown = Visitor().post("/my-code/", code=code).content.decode()
    assert f'value="{cast.cora.pk}"' in shown
    found = by_code.find(code)
    assert found is not None
    assert found.facts.hidden_from == []


def test_a_colleague_on_coras_telephone_makes_a_request_as_for_anybody(
    cast: Cast, sees: Callable[[Member], set[object]]
) -> None:
    first = hidden_rosa(cast)
    refer_colleague(Concern(**ROSA), by=cast.cora, at=NOW)
    assert len(sees(cast.cora)) == 1
    refer_colleague(Concern(**ROSA), by=cast.dan, at=NOW)
    assert len(sees(cast.dan)) == 2, "for Dan it is noted with what is there"
    assert first.handle in sees(cast.dan)


def test_once_it_is_certain_who_is_meant_it_goes_to_who_may_see_her(
    cast: Cast, sees: Callable[[Member], set[object]]
) -> None:
    hidden_rosa(cast)
    refer_colleague(Concern(**ROSA), by=cast.cora, at=NOW)
    [again] = sees(cast.cora)
    cora = desk_of(cast.cora)
    cora.go(f"/desk/{again}/")
    cora.send(f"/desk/{again}/open/")
    page = cora.send(f"/desk/{again}/who/", person=str(cast.rosa.pk))
    assert page.status == 200
    assert "Somebody else at the desk sees to it." in page
    assert "Joined" not in page
    assert sees(cast.cora) == set()
    assert len(sees(cast.dan)) == 2


def typed_by_cora(cast: Cast, event: Event) -> Referral:
    """She is told on the telephone that Rosa was there too."""
    before = set(names(event))
    line = "Reyes, Rosa\t503 555 0142\tresident\tSurgery\n"
    events.add_names(event.handle, people(line), actor=Actor.COORDINATOR, by=cast.cora, at=NOW)
    [new] = [row for name, row in names(event).items() if name not in before]
    return new


def test_names_of_an_event_that_cora_types_stand_before_her_as_any_others(
    cast: Cast, sees: Callable[[Member], set[object]]
) -> None:
    hidden_rosa(cast)
    event = tell(cast, "Faye Frost\t\tfaculty\tMedicine\n")
    new = typed_by_cora(cast, event)
    assert new.handle in sees(cast.cora)
    done = choose(cast, event, rosa=cast.rosa)
    assert done.folded == 1
    assert new.handle not in sees(cast.cora), "joined with what is hidden, it is hidden too"
    assert new.handle in sees(cast.dan)
    assert coverage_of(load_event(event.handle)).exposed == 1, "and she counts for the event"


def test_two_requests_of_which_each_is_hidden_from_one_of_two_both_go_on(cast: Cast) -> None:
    """To join them would hide Rosa from everybody."""
    first = hidden_rosa(cast)
    event = tell(cast, "Faye Frost\t\tfaculty\tMedicine\n")
    new = typed_by_cora(cast, event)
    actions.not_through(new.handle, cast.dan.pk, actor=Actor.RECIPIENT, by=None, at=NOW)
    done = choose(cast, event, rosa=cast.rosa)
    assert done.moved == 0
    assert load(first.handle).stage == load(new.handle).stage == Stage.WAITING
