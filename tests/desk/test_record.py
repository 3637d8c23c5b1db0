"""What a supporter or a recipient says by telephone, and the ordinary mishaps: each is a step."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from beside.desk.recipes import RECIPES
from beside.program.models import Member
from beside.referrals.actions import peek
from beside.referrals.models import Referral, load
from beside.rules.stages import OVER, STEPS, Actor, Stage, steps_from
from tests.cast import Cast
from tests.desk import matters
from tests.desk.pages import AsMember, Clock, Desk

AfterCommit = Callable[[], AbstractContextManager[list[object]]]
ELSEWHERE = {"resolve", "ask", "merge"}  # their own buttons on the page
NAMED = {
    "rest": ("rest-2", "rest-4"),
    "change": ("wishes", "own_contact", "add_contact", "waiting"),
}


def at(stage: Stage, cast: Cast) -> Referral:
    """A request about Rosa in this stage, with Sue."""
    if stage is Stage.RECEIVED:
        return matters.received("Rosa Reyes", "+1 503 555 0777")
    if stage is Stage.WAITING:
        return matters.waiting(cast.rosa, cast.cora)
    row = matters.asked(cast.rosa, cast.sue, cast.cora)
    for slug in PATHS[stage]:
        recipe = RECIPES[slug]
        form = recipe.form({}, row=row, member=cast.cora)
        form.is_valid()
        recipe.verb(matters.who(row, cast.cora), form)
    return load(row.handle)


PATHS: dict[Stage, tuple[str, ...]] = {
    Stage.ASKED: (),
    Stage.TAKEN: ("take",),
    Stage.CONFIRMED: ("take", "confirm"),
    Stage.REACHING: ("take", "confirm", "not_yet"),
    Stage.OFFERED: ("take", "confirm", "offer"),
    Stage.TALKING: ("take", "confirm", "talk"),
    Stage.RESTING: ("take", "confirm", "rest-2"),
    Stage.INTRODUCED: ("take", "confirm", "introduce"),
    Stage.CONTACT: ("take", "confirm", "contact_fails"),
    Stage.CLOSING: ("take", "confirm", "talk", "met"),
}
PAIRS = [
    (stage, slug)
    for stage in Stage
    if stage not in OVER
    for step in steps_from(stage, Actor.COORDINATOR)
    if step.name not in ELSEWHERE
    for slug in NAMED.get(step.name, (step.name,))
    if slug != "stop" or stage is not Stage.CLOSING
]
TYPED = {
    "own_contact": {"contact": "rosa@example.org"},
    "add_contact": {"contact": "rosa@example.org"},
    "mend_contact": {"contact": "rosa@example.org"},
    "waiting": {"waiting_on": "contact", "until": "2026-11-27"},
}


@pytest.mark.parametrize(("stage", "slug"), PAIRS, ids=lambda one: str(one))
def test_every_step_of_the_table_can_be_taken_from_the_page(
    cast: Cast, cora: Desk, stage: Stage, slug: str
) -> None:
    row = at(stage, cast)
    typed = dict(TYPED.get(slug, {}))
    if slug == "not_through":
        typed["coordinator"] = str(cast.dan.pk)
    page = cora.one(row.handle)
    assert f"/step/{slug}/" in page.text
    cora.step(row.handle, slug, **typed)
    assert cora.page.status == 200
    rule = STEPS[RECIPES[slug].step]
    if slug == "stop":
        return  # forgotten once it is committed: told below
    after = load(row.handle).stage
    before = {"undo": "talking", "retract": "confirmed"}
    assert after == (stage if rule.keeps_stage else rule.target or before[slug])


@pytest.mark.parametrize("slug", ["take", "not_yet", "met", "undo", "mend_contact", "hand_back"])
def test_a_step_that_does_not_fit_the_stage_is_told_and_changes_nothing(
    cast: Cast, cora: Desk, slug: str
) -> None:
    row = matters.waiting(cast.rosa, cast.cora)
    page = cora.go(f"/desk/{row.handle}/step/{slug}/")
    assert "Somebody else was here in the meantime." in page
    assert load(row.handle).stage == "waiting"


def test_what_cannot_be_taken_back_any_more_is_not_offered(cast: Cast, cora: Desk) -> None:
    row = at(Stage.RESTING, cast)
    assert "/step/retract/" in cora.one(row.handle).text
    cora.step(row.handle, "wake")
    assert "/step/retract/" not in cora.one(row.handle).text
    page = cora.go(f"/desk/{row.handle}/step/retract/")
    assert "Somebody else was here in the meantime." in page


def test_there_is_no_step_of_another_name(cast: Cast, cora: Desk) -> None:
    row = matters.waiting(cast.rosa, cast.cora)
    assert cora.go(f"/desk/{row.handle}/step/note/").status == 404


@pytest.mark.parametrize("who", ["sue", "lea", "ann"])
def test_only_a_coordinator_records(cast: Cast, cora: Desk, as_member: AsMember, who: str) -> None:
    row = matters.confirmed(cast.rosa, cast.sue, cast.cora)
    someone = getattr(cast, who)
    member = someone.member if who == "sue" else someone
    assert as_member(member).one(row.handle).status == 404
    assert as_member(member).go(f"/desk/{row.handle}/step/talk/").status == 404


def test_a_step_sent_twice_happens_once(cast: Cast, cora: Desk) -> None:
    row = matters.confirmed(cast.rosa, cast.sue, cast.cora)
    cora.go(f"/desk/{row.handle}/step/not_yet/")
    data = dict(cora.form("/step/not_yet/").fields)
    cora.post(f"/desk/{row.handle}/step/not_yet/", data)
    page = cora.post(f"/desk/{row.handle}/step/not_yet/", data)
    assert "That was already done." in page
    assert load(row.handle).facts.attempts == 1


def test_two_record_at_once_and_the_second_is_told(cast: Cast, cora: Desk, dan: Desk) -> None:
    row = matters.asked(cast.rosa, cast.sue, cast.cora)
    cora.one(row.handle)
    dan.one(row.handle)
    cora.send("/step/take/", press="They said yes")
    page = dan.send("/step/pass/", press="Not this time")
    assert "Somebody else was here in the meantime." in page
    assert load(row.handle).stage == "taken"


def test_what_is_gone_is_told_as_gone(cast: Cast, cora: Desk, after_commit: AfterCommit) -> None:
    row = matters.confirmed(cast.rosa, cast.sue, cast.cora)
    cora.go(f"/desk/{row.handle}/step/stop/")
    with after_commit():
        page = cora.send("/step/stop/", press="Stop it")
    assert "Stopped and forgotten." in page
    assert not Referral.objects.filter(handle=row.handle).exists()
    assert cora.one(row.handle).status == 404


def test_stopping_asks_once_more_before_it_happens(cast: Cast, cora: Desk) -> None:
    row = matters.confirmed(cast.rosa, cast.sue, cast.cora)
    page = cora.go(f"/desk/{row.handle}/step/stop/")
    assert "cannot be taken back" in page
    assert load(row.handle).stage == "confirmed"


def test_a_hand_back_keeps_its_two_ticks(cast: Cast, cora: Desk) -> None:
    row = matters.confirmed(cast.rosa, cast.sue, cast.cora)
    page = cora.step(row.handle, "hand_back", reached="on", expecting="on")
    assert "They expect a call yes" in page
    facts = load(row.handle).facts
    assert (facts.reached, facts.offered, facts.expecting, facts.supporter) == (
        True,
        True,
        True,
        None,
    )


def test_someone_else_is_asked_and_never_the_same_again(cast: Cast, cora: Desk) -> None:
    row = matters.confirmed(cast.rosa, cast.sue, cast.cora)
    page = cora.step(row.handle, "someone_else")
    assert "Sue Sato: not for this person" in page


def test_their_own_contact_takes_the_place_of_all_others(cast: Cast, cora: Desk) -> None:
    row = matters.waiting(cast.rosa, cast.cora)
    cora.step(row.handle, "own_contact", contact="rosa@example.org")
    assert [one.value for one in peek(load(row.handle)).shown_contacts] == ["rosa@example.org"]


def test_a_contact_that_was_found_stands_beside_the_others(cast: Cast, cora: Desk) -> None:
    row = matters.waiting(cast.rosa, cast.cora)
    cora.step(row.handle, "add_contact", contact="rosa@example.org")
    shown = [one.value for one in peek(load(row.handle)).shown_contacts]
    assert "rosa@example.org" in shown
    assert "rosa.reyes11@example.edu" in shown


def test_a_mended_contact_is_the_only_one_and_may_be_their_own(cast: Cast, cora: Desk) -> None:
    row = at(Stage.CONTACT, cast)
    cora.step(row.handle, "mend_contact", contact="+1 503 555 0888", own="on")
    contacts = peek(load(row.handle)).contacts
    assert [(one.value, one.source) for one in contacts] == [("+1 503 555 0888", "recipient")]


def test_a_contact_with_a_slip_keeps_what_was_typed(cast: Cast, cora: Desk) -> None:
    row = matters.waiting(cast.rosa, cast.cora)
    page = cora.step(row.handle, "add_contact", contact="rosa at home")
    assert page.status == 422
    assert 'value="rosa at home"' in page.text
    assert load(row.handle).stage == "waiting"


def test_wishes_are_noted_and_whom_they_rule_out_is_not_asked(cast: Cast, cora: Desk) -> None:
    row = matters.waiting(cast.faye, cast.cora)
    page = cora.step(
        row.handle, "wishes", channel="text", when="evening", anyone_but=[str(cast.sam.pk)]
    )
    assert "A text first, then a call" in page
    assert "In the evening" in page
    assert "Sam Silva: not for this person" in page


def test_a_chip_needs_a_day_so_that_nothing_is_missed(cast: Cast, cora: Desk) -> None:
    row = matters.waiting(cast.faye, cast.cora)
    page = cora.step(row.handle, "waiting", waiting_on="contact")
    assert page.status == 422
    assert "Please say when to look at it again" in page
    page = cora.send("/step/waiting/", waiting_on="contact", until="2026-11-27", hold="on")
    assert "contact to find, Fri 27 Nov (Cora)" in page
    assert load(row.handle).facts.holder == cast.cora.pk


@pytest.mark.parametrize("until", ["2026-11-23", "2027-06-01"])
def test_a_chip_never_waits_for_a_day_gone_by_or_far_away(
    cast: Cast, cora: Desk, until: str
) -> None:
    row = matters.waiting(cast.faye, cast.cora)
    page = cora.step(row.handle, "waiting", waiting_on="contact", until=until)
    assert "within 60 days" in page
    assert load(row.handle).facts.waiting_on == ""


def test_not_mine_hides_it_and_sent_twice_leads_to_the_list(cast: Cast, cora: Desk) -> None:
    row = matters.waiting(cast.rosa, cast.cora)
    cora.go(f"/desk/{row.handle}/step/not_mine/")
    data = dict(cora.form("/step/not_mine/").fields)
    page = cora.post(f"/desk/{row.handle}/step/not_mine/", data)
    assert "Passed on. You will not see it again." in page
    assert cora.one(row.handle).status == 404
    assert "That was already done." in cora.post(f"/desk/{row.handle}/step/not_mine/", data)


def test_the_only_coordinator_cannot_pass_it_on_to_nobody(cast: Cast, cora: Desk) -> None:
    Member.objects.filter(pk=cast.dan.pk).update(is_active=False)
    row = matters.waiting(cast.rosa, cast.cora)
    page = cora.step(row.handle, "not_mine")
    assert "it would be missed" in page
    assert load(row.handle).facts.hidden_from == []


def test_not_through_somebody_hides_it_from_them_alone(cast: Cast, cora: Desk, dan: Desk) -> None:
    row = matters.waiting(cast.rosa, cast.cora)
    cora.step(row.handle, "not_through", coordinator=str(cast.dan.pk))
    assert dan.one(row.handle).status == 404
    assert cora.one(row.handle).status == 200


def test_not_through_never_hides_it_from_everybody(cast: Cast, cora: Desk) -> None:
    row = matters.waiting(cast.rosa, cast.cora)
    cora.step(row.handle, "not_through", coordinator=str(cast.dan.pk))
    page = cora.step(row.handle, "not_through", coordinator=str(cast.cora.pk))
    assert page.status == 422
    assert load(row.handle).facts.hidden_from == [cast.dan.pk]


def test_a_supporter_who_turns_out_to_be_barred_is_not_shown_the_name(
    cast: Cast, cora: Desk
) -> None:
    row = matters.asked(cast.faye, cast.sam, cast.cora)
    cast.sam.evaluates.create(department=cast.medicine)
    page = cora.step(row.handle, "take")
    assert "They cannot be asked for this person." in page
    assert load(row.handle).stage == "waiting"


def test_a_person_of_another_door_is_shown_it_and_signposted(cast: Cast, cora: Desk) -> None:
    row = matters.received("Nell Nurse", pool="nurse")
    page = cora.one(row.handle)
    assert "Nurses for nurses, +1 503 555 0199, day and night" in page
    cora.step(row.handle, "signpost")
    assert load(row.handle).facts.outcome == "signposted"


def test_a_close_says_that_it_forgets_and_can_be_undone(
    cast: Cast, cora: Desk, clock: Clock
) -> None:
    row = matters.talking(cast.rosa, cast.sue, cast.cora)
    page = cora.step(row.handle, "met")
    assert "Closed." in page
    assert "This forgets them. Nobody can open the name any more. You can undo it for 10" in page
    clock.forward(minutes=9)
    assert "Undone." in cora.send("/step/undo/", press="Undo")
    assert load(row.handle).stage == "talking"


def test_after_ten_minutes_nothing_is_undone(cast: Cast, cora: Desk, clock: Clock) -> None:
    row = matters.talking(cast.rosa, cast.sue, cast.cora)
    cora.step(row.handle, "met")
    clock.forward(minutes=10)
    page = cora.send("/step/undo/", press="Undo")
    assert "Undone" not in page
    assert load(row.handle).stage == "closing"


def test_every_step_of_the_desk_has_its_place() -> None:
    mine = {step.name for step in STEPS.values() if Actor.COORDINATOR in step.actors}
    assert {recipe.step for recipe in RECIPES.values()} | ELSEWHERE == mine


def test_no_form_of_the_desk_has_a_box_for_a_note() -> None:
    boxes = {
        name
        for recipe in RECIPES.values()
        for name, field in recipe.form.base_fields.items()
        if field.widget.__class__.__name__ in ("TextInput", "Textarea")
    }
    assert boxes == {"contact"}
