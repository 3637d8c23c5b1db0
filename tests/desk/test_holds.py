"""The pages of legal holds: asked, agreed, renewed and ended by two, and never about a person."""

from __future__ import annotations

from datetime import timedelta

import pytest

from beside.audit.models import Administration
from beside.desk.designations import designation
from beside.desk.hold_forms import SHAPES
from beside.referrals import due
from beside.referrals.models import Referral
from beside.rules.stages import Stage
from beside.vault import holds
from beside.vault.actions import Hold, Subject
from tests.cast import NOW, TODAY, Cast
from tests.desk import matters
from tests.desk.pages import AsMember, Clock, Desk
from tests.events.telling import tell
from tests.referrals.making import at_stage, hold

HOLDS, ASK = "/desk/holds/", "/desk/holds/ask/"


@pytest.fixture
def lea(cast: Cast, as_member: AsMember) -> Desk:
    """Lea, who leads."""
    return as_member(cast.lea)


@pytest.fixture
def ann(cast: Cast, as_member: AsMember) -> Desk:
    """Ann, who administers."""
    return as_member(cast.ann)


def ask(desk: Desk, shape: str = "everything", **more: str) -> None:
    desk.go(f"{ASK}?shape={shape}")
    page = desk.send(ASK, why="lawsuit", **more)
    assert "Asked. Nothing is kept until a second person has agreed." in page


def only() -> Hold:
    [hold] = holds.standing(NOW.date())
    return hold


def act(desk: Desk, what: str, hold: Hold | None = None) -> None:
    """Open the page of one act, and press its button."""
    address = f"{HOLDS}{_id(hold or only())}/{what}/"
    desk.go(address)
    desk.send(address)


def _id(hold: Hold) -> str:
    plain = hold.identifier
    return "-".join((plain[:8], plain[8:12], plain[12:16], plain[16:20], plain[20:]))


def test_lea_asks_ann_agrees_and_it_is_in_force(cast: Cast, lea: Desk, ann: Desk) -> None:
    assert "Nothing is suspended." in lea.go(HOLDS)
    ask(lea)
    assert "If nobody agrees by 1 December 2026" in lea.go(HOLDS)
    act(ann, "agree")
    assert "Agreed. From now on it is kept" in ann.page
    page = lea.go(HOLDS)
    assert "Everything" in page
    assert "Agreed by Ann" in page
    assert "Ends by itself after 22 February 2027" in page
    assert holds.suspended_until(TODAY) == TODAY + timedelta(days=90)


def test_the_second_person_sees_that_something_waits_for_her(
    cast: Cast, lea: Desk, ann: Desk, cora: Desk
) -> None:
    says = "A legal hold waits for you as the second person."
    assert says not in ann.go("/machine/")
    ask(lea)
    assert says in ann.go("/machine/")
    assert says not in lea.go("/desk/overview/")
    assert says not in cora.go("/desk/overview/")
    act(ann, "agree")
    assert says not in ann.go("/machine/")
    ask(ann, "kind", kind="died")
    assert says in lea.go("/desk/overview/")


def test_who_asked_cannot_agree_and_is_told_so(cast: Cast, lea: Desk) -> None:
    ask(lea)
    address = f"{HOLDS}{_id(only())}/agree/"
    page = lea.go(address)
    assert "You asked for this yourself." in page
    assert "once" not in {name for one in page.forms for name in one.fields}
    lea.go(f"{ASK}?shape=everything")
    page = lea.post(address, dict(lea.form(ASK).fields))
    assert "It takes two: somebody else has to agree." in page
    assert only().agreed_by is None


def test_two_administrators_are_not_enough(cast: Cast, ann: Desk, as_member: AsMember) -> None:
    from beside.program.models import Member, Role

    ask(ann)
    amy = as_member(Member.objects.create_member("amy@example.edu", "Amy", Role.ADMINISTRATOR))
    assert "waits for you" not in amy.go("/machine/")
    address = f"{HOLDS}{_id(only())}/agree/"
    assert "One of the two has to be a program lead." in amy.go(address)
    amy.go(f"{ASK}?shape=everything")
    assert "Nothing was done." in amy.post(address, dict(amy.form(ASK).fields))
    assert only().agreed_by is None


@pytest.mark.parametrize("who", ["cora", "sam"])
def test_for_everybody_else_the_pages_do_not_exist(
    cast: Cast, lea: Desk, as_member: AsMember, who: str
) -> None:
    ask(lea)
    desk = as_member(cast.sam.member if who == "sam" else cast.cora)
    for address in (HOLDS, ASK, f"{HOLDS}{_id(only())}/agree/"):
        assert desk.go(address).status == 404
        assert desk.post(address, {"shape": "everything", "why": "court"}).status == 404
    assert len(holds.standing(TODAY)) == 1


@pytest.mark.parametrize(
    ("shape", "given", "subject", "says"),
    [
        ("kind", {"kind": "violence"}, Subject(kind="violence"), "Events of one kind: violence"),
        (
            "reason",
            {"reason": "litigation"},
            Subject(reason="litigation"),
            "Requests with one reason: a lawsuit",
        ),
        ("everything", {"kind": "died"}, Subject(), "Everything"),
    ],
)
def test_what_is_chosen_is_what_it_speaks_of(
    cast: Cast, lea: Desk, shape: str, given: dict[str, str], subject: Subject, says: str
) -> None:
    ask(lea, shape, **given)
    assert only().scope == subject
    assert says in lea.go(HOLDS)


def test_one_unit(cast: Cast, lea: Desk) -> None:
    ask(lea, "unit", unit=str(cast.surgery.pk))
    assert only().scope == Subject(unit=str(cast.surgery.pk))
    assert "One unit: Surgery" in lea.go(HOLDS)


def test_one_event_which_an_administrator_meets_only_by_its_two_words(
    cast: Cast, lea: Desk, ann: Desk
) -> None:
    event = tell(cast, "")
    words = f"“{designation(event.handle)}”"
    assert designation(event.handle) in lea.go(f"{ASK}?shape=event")
    ask(lea, "event", event=str(event.handle))
    assert only().scope == Subject(event=event.handle)
    assert f"One event: Surgery, Mon 23 Nov, a patient died ({words})" in lea.go(HOLDS)
    for address in (HOLDS, f"{HOLDS}{_id(only())}/agree/", ASK, f"{ASK}?shape=event"):
        page = ann.go(address)
        assert (f"One event: {words}" in page) == (not address.startswith(ASK))
        assert "patient died" not in page
        assert "Mon 23 Nov" not in page
        assert str(event.handle) not in page.text


def test_an_administrator_cannot_ask_for_an_event_even_by_hand(cast: Cast, ann: Desk) -> None:
    event = tell(cast, "")
    ann.go(f"{ASK}?shape=everything")
    page = ann.send(ASK, shape="event", event=str(event.handle), why="court")
    assert "What has to be kept?" in page
    assert holds.standing(TODAY) == []


def test_what_is_missing_is_said_beside_its_field_and_nothing_is_lost(
    cast: Cast, lea: Desk
) -> None:
    for shape, says in (
        ("event", "the event"),
        ("kind", "the kind"),
        ("reason", "the reason"),
        ("unit", "the unit"),
    ):
        lea.go(f"{ASK}?shape={shape}")
        page = lea.send(ASK)
        assert page.status == 422
        assert "Please choose why." in page
        page = lea.send(ASK, why="court", **{shape: "nonsense"})
        assert f'id="id_{shape}_error"' in page.text
        assert f"Please choose {says}." in page
        assert lea.form(ASK).fields["why"] == ["court"]
        assert lea.form(ASK).fields["shape"] == [shape]
    assert holds.standing(TODAY) == []


def test_there_is_no_way_to_type_a_name(cast: Cast, lea: Desk) -> None:
    tell(cast, "Rosa Reyes\n")
    for shape in SHAPES:
        text = lea.go(f"{ASK}?shape={shape}").text
        assert "<textarea" not in text
        kinds = {part.split('"')[1] for part in text.split("<input type=")[1:]}
        assert kinds == {"hidden", "radio"}
        assert "Rosa" not in text
    lea.send(ASK, why="lawsuit", name="Rosa Reyes")
    assert only().scope == Subject()


def test_renewing_takes_two_and_stands_until_then(
    cast: Cast, lea: Desk, ann: Desk, clock: Clock
) -> None:
    ask(lea)
    act(ann, "agree")
    clock.forward(days=80)
    held = holds.standing(clock.at.date())[0]
    lea, ann = anew(lea, cast.lea), anew(ann, cast.ann)
    act(lea, "renew", held)
    assert holds.suspended_until(clock.at.date()) == TODAY + timedelta(days=90)
    waiting = next(one for one in holds.standing(clock.at.date()) if one.agreed_by is None)
    act(ann, "agree", waiting)
    [held] = holds.standing(clock.at.date())
    assert held.until == clock.at.date() + timedelta(days=90)


def anew(desk: Desk, member: object) -> Desk:
    """Signed in again: a session does not last for weeks."""
    desk.client.force_login(member)  # type: ignore[arg-type]
    return desk


def test_once_it_is_ended_nothing_is_said_to_be_kept_because_of_it(cast: Cast, lea: Desk) -> None:
    at_stage(cast, Stage.HELD)
    lea.go(HOLDS)
    act(lea, "end")
    page = lea.go(HOLDS)
    assert "Nothing is suspended. Whatever is over is deleted." in page
    assert "because of it: 1 request" not in page
    assert "Being deleted now: 1 request, 0 events." in page


def test_a_lead_ends_it_and_what_it_kept_is_deleted(cast: Cast, lea: Desk) -> None:
    at_stage(cast, Stage.HELD)
    page = lea.go(HOLDS)
    assert "Kept just now because of it: 1 request, 0 events." in page
    assert "nothing brings it back" in lea.go(f"{HOLDS}{_id(only())}/end/")
    act(lea, "end")
    assert "Ended. What only this kept is deleted now." in lea.page
    due.finish(NOW)
    assert not Referral.objects.exists()


def test_an_administrator_does_not_end_it(cast: Cast, ann: Desk) -> None:
    at_stage(cast, Stage.HELD)
    address = f"{HOLDS}{_id(only())}/end/"
    assert "Only a program lead can end a hold." in ann.go(address)
    ann.go(f"{ASK}?shape=everything")
    assert "Nothing was done." in ann.post(address, dict(ann.form(ASK).fields))
    assert only().agreed_by


def test_who_asked_takes_it_back_before_anybody_agreed(cast: Cast, ann: Desk) -> None:
    ask(ann)
    act(ann, "end")
    assert "Taken back. Nothing is kept because of it." in ann.page
    assert holds.standing(TODAY) == []


def test_what_is_over_is_said_to_be_over(cast: Cast, lea: Desk, ann: Desk) -> None:
    ask(lea)
    hold = only()
    address = f"{HOLDS}{_id(hold)}/agree/"
    ann.go(address)
    form = ann.form(address)
    act(lea, "end")
    assert "This hold is over, or was decided" in ann.post(address, dict(form.fields))
    assert "This hold is over, or was decided" in ann.go(address)
    assert ann.go(f"{HOLDS}{_id(hold)}/nonsense/").status == 404


def test_a_form_sent_twice_asks_once_and_without_its_token_not_at_all(
    cast: Cast, lea: Desk
) -> None:
    lea.go(f"{ASK}?shape=everything")
    fields = {**lea.form(ASK).fields, "why": "court"}
    lea.post(ASK, fields)
    assert "Nothing was done a second time." in lea.post(ASK, fields)
    assert "Please do it once more." in lea.post(ASK, {"shape": "everything", "why": "court"})
    assert len(holds.standing(TODAY)) == 1


def test_the_audit_keeps_who_and_a_code_and_no_handle(cast: Cast, lea: Desk, ann: Desk) -> None:
    event = tell(cast, "")
    ask(lea, "event", event=str(event.handle))
    act(ann, "agree")
    act(lea, "end")
    rows = Administration.objects.order_by("pk").values_list("verb", "member_id", "about")
    assert list(rows) == [
        ("ask_hold", cast.lea.pk, "lawsuit: event"),
        ("agree_hold", cast.ann.pk, "lawsuit: event"),
        ("end_hold", cast.lea.pk, "lawsuit: event"),
    ]


def test_what_is_held_stands_in_no_count_of_the_desk(cast: Cast, lea: Desk, cora: Desk) -> None:
    row = at_stage(cast, Stage.HELD)
    assert "Nobody is waiting to be reached." in cora.go("/desk/")
    assert "Nobody is waiting to be reached." in lea.go("/desk/overview/")
    assert designation(row.handle) not in lea.page
    assert cora.one(row.handle).status == 404


@pytest.mark.parametrize("slug", ["stop", "signpost"])
def test_a_step_that_would_forget_says_at_the_desk_that_it_is_kept(
    cast: Cast, cora: Desk, slug: str
) -> None:
    says = "Some deletion is suspended."
    row, held = matters.waiting(cast.faye, cast.cora), matters.waiting(cast.rosa, cast.cora)
    hold(cast, unit=str(cast.surgery.pk))
    assert says not in cora.go(f"/desk/{row.handle}/step/{slug}/")
    assert says in cora.go(f"/desk/{held.handle}/step/{slug}/")
    assert says not in cora.go(f"/desk/{held.handle}/step/waiting/")


def test_a_stop_that_is_told_by_telephone_is_not_called_forgotten_while_it_is_held(
    cast: Cast, cora: Desk
) -> None:
    row = matters.waiting(cast.rosa, cast.cora)
    hold(cast)
    page = cora.step(row.handle, "stop")
    assert "Stopped. Nobody will call and nobody opens the name." in page
    assert "forgotten" not in page.words
