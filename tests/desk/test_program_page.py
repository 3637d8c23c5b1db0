"""A lead says what the program is called and has decided; every page speaks so at once."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from beside.audit.models import Administration
from beside.desk import deciding
from beside.directory.models import Department
from beside.program.actions import NotTheirs
from beside.program.deciding import decide, mark, work_again
from beside.program.meanwhile import DecidedMeanwhile
from beside.program.models import Campus, Holiday, Policy, Pool
from tests.cast import NOW, Cast
from tests.desk.pages import AsMember, Desk
from tests.referrals.visitor import words

POLICY = "/desk/program/policy/"


@pytest.fixture
def lea(cast: Cast, as_member: AsMember) -> Desk:
    return as_member(cast.lea)


def lines(desk: Desk) -> dict[str, str]:
    """What stands in the boxes of lines and paragraphs, as a browser would send it again."""
    return {name: values[0] for name, values in desk.form(POLICY).fields.items()}


def test_a_new_name_stands_on_every_page_at_once(cast: Cast, lea: Desk) -> None:
    lea.go(POLICY)
    page = lea.send(POLICY, press="Save", program_name="Side by Side", confidentiality="")
    assert page.address == "/desk/program/?said=changed"
    assert "Side by Side" in words(Client().get("/"))
    assert "Side by Side" in words(Client().get("/promise/"))
    assert Administration.objects.filter(verb="decide", about="policy", member_id=cast.lea.pk)


def test_what_is_decided_about_time_is_what_a_page_promises(cast: Cast, lea: Desk) -> None:
    lea.go(POLICY)
    lea.send(POLICY, day_ends="18:30", keep_days="30", confidentiality="")
    assert Policy.current().day_ends == time(18, 30)
    assert "by tomorrow 18:30" in words(Client().get("/for-me/"))
    assert "After 30 days at most" in words(Client().get("/promise/"))


@pytest.mark.parametrize(
    ("box", "typed", "says"),
    [
        ("keep_days", "61", "a number from 7 to 60"),
        ("keep_days", "1", "a number from 7 to 60"),
        ("day_ends", "late", "Please give a time, as in 17:00."),
        ("program_name", "", "It needs a name."),
        ("program_email", "nobody", "not an e-mail address that mail could reach"),
    ],
)
def test_what_cannot_be_is_told_beside_its_box_and_keeps_the_rest(
    cast: Cast, lea: Desk, box: str, typed: str, says: str
) -> None:
    lea.go(POLICY)
    page = lea.send(
        POLICY, **{"counselling_name": "The quiet room", "confidentiality": "", box: typed}
    )
    assert page.status == 422
    assert says in page
    assert 'value="The quiet room"' in page.text
    assert Policy.current().counselling_name != "The quiet room"


def test_of_two_who_decide_at_once_the_second_sees_both(
    cast: Cast, lea: Desk, as_member: AsMember
) -> None:
    other = as_member(cast.lea)
    lea.go(POLICY)
    other.go(POLICY)
    lea.send(POLICY, program_name="Side by Side", confidentiality="")
    page = other.send(POLICY, program_name="Hand in Hand", confidentiality="")
    assert page.status == 422
    assert "Somebody else changed this" in page
    assert "Side by Side" in page
    assert 'value="Hand in Hand"' in page.text
    assert Policy.current().program_name == "Side by Side"
    other.send(POLICY, confidentiality="")
    assert Policy.current().program_name == "Hand in Hand", "she has seen it, and saves again"


def test_a_group_can_be_shown_its_own_door_and_needs_number_and_hours_for_that(lea: Desk) -> None:
    theirs = {"name": "Nurses", "kind": "signposted", "door_name": "Code Lavender"}
    lea.go("/desk/program/pool/")
    page = lea.send("/desk/program/pool/", **theirs)
    assert page.status == 422
    assert "whom to call" in page
    assert "when somebody answers there" in page
    page = lea.send("/desk/program/pool/", **theirs, door_phone="503 555 0188")
    assert page.status == 422
    lea.send("/desk/program/pool/", **theirs, door_phone="503 555 0188", door_hours="day and night")
    row = Pool.objects.get(name="Nurses")
    assert (row.slug, row.is_served) == ("nurses", False)


def test_a_group_that_is_called_otherwise_keeps_its_counters(cast: Cast, lea: Desk) -> None:
    row = Pool.objects.order_by("pk")[0]
    where = f"/desk/program/pool/{row.pk}/"
    lea.go(where)
    lea.send(where, name="House officers", kind="served")
    assert Pool.objects.get(pk=row.pk).name == "House officers"
    assert Pool.objects.get(pk=row.pk).slug == row.slug


def test_two_groups_of_one_name_are_told_apart_before_they_are_made(cast: Cast, lea: Desk) -> None:
    taken = Campus.objects.order_by("pk")[0].name
    lea.go("/desk/program/campus/")
    page = lea.send("/desk/program/campus/", name=taken.upper())
    assert page.status == 422
    assert "There is one of this name already." in page


@pytest.mark.parametrize(
    ("typed", "box"),
    [
        ({"name": "Anaesthesia", "name_es": "cirugia"}, "name_es"),
        ({"name": "Cirugía"}, "name"),
        ({"name": "SURGERY"}, "name"),
    ],
)
def test_no_two_departments_are_read_alike_in_any_language(
    cast: Cast, lea: Desk, typed: dict[str, str], box: str
) -> None:
    Department.objects.filter(pk=cast.surgery.pk).update(translated={"es": {"name": "Cirugía"}})
    where = f"/desk/program/department/{cast.medicine.pk}/"
    lea.go(where)
    page = lea.send(where, campus=cast.hill.pk, **typed)
    assert page.status == 422
    assert "There is one of this name already." in page
    assert f'id="id_{box}_error"' in page.text
    assert Department.objects.get(pk=cast.medicine.pk).name == "Medicine"


def test_its_own_name_is_no_others(cast: Cast, lea: Desk) -> None:
    where = f"/desk/program/department/{cast.surgery.pk}/"
    lea.go(where)
    lea.send(where, name="Surgery", name_es="Cirugía", campus=cast.hill.pk)
    assert Department.objects.get(pk=cast.surgery.pk).translated == {"es": {"name": "Cirugía"}}


def test_a_department_called_otherwise_is_still_known_to_the_next_import(
    cast: Cast, lea: Desk
) -> None:
    where = f"/desk/program/department/{cast.surgery.pk}/"
    lea.go(where)
    lea.send(where, name="Surgery and Trauma", campus="")
    row = Department.objects.get(pk=cast.surgery.pk)
    assert (row.name, row.slug) == ("Surgery and Trauma", cast.surgery.slug)
    assert "Surgery and Trauma" in Client().get("/event/").content.decode()


def test_departments_come_with_the_directory_and_not_by_hand(lea: Desk) -> None:
    assert lea.go("/desk/program/department/").status == 404
    assert lea.go("/desk/program/planet/1/").status == 404


def test_nobody_but_a_lead_decides(cast: Cast, as_member: AsMember) -> None:
    row = Policy.current()
    for member in (cast.cora, cast.ann, cast.sue.member):
        with pytest.raises(NotTheirs):
            decide(row, {}, seen=mark(row), by=member, at=NOW)
        assert as_member(member).go(POLICY).status == 404


def test_who_saves_without_having_seen_it_changes_nothing(cast: Cast) -> None:
    Policy(program_name="Ours").save()
    row = Policy.current()
    with pytest.raises(DecidedMeanwhile):
        decide(row, {"program_name": "Theirs"}, seen="", by=cast.lea, at=NOW)
    assert Policy.current().program_name == row.program_name


def test_the_guideline_comes_with_its_day_and_who_adopted_it(cast: Cast, lea: Desk) -> None:
    lea.go(POLICY)
    told = {"guideline_version": "8", "guideline_on": "2026-07-01", "guideline_by": "The board"}
    page = lea.send(POLICY, press="Save", **told)
    assert "8, 1 July 2026, The board" in page
    assert "since 1 July 2026, adopted by The board." in words(Client().get("/promise/"))
    lea.go(POLICY)
    assert 'value="2026-07-01"' in lea.page.text
    page = lea.send(POLICY, guideline_on="soon")
    assert page.status == 422
    assert "We could not read this as a day." in page


def test_the_programs_own_line_can_be_changed_and_stands_on_every_page(
    cast: Cast, lea: Desk
) -> None:
    lea.go(POLICY)
    lea.send(POLICY, crisis_name="Night chaplain", crisis_phone="503 555 0161")
    for address in ("/", "/help-now/", "/nowhere/"):
        assert "Night chaplain" in words(Client().get(address))


@pytest.mark.parametrize(
    ("name", "number", "says"),
    [
        ("", "503 555 0161", "Please say who answers there."),
        ("Night chaplain", "", "Please say whom to call."),
        ("Night chaplain", "soon", "There is no digit in this number."),
    ],
)
def test_half_a_line_that_answers_at_once_is_not_kept(
    cast: Cast, lea: Desk, name: str, number: str, says: str
) -> None:
    lea.go(POLICY)
    page = lea.send(POLICY, crisis_name=name, crisis_phone=number)
    assert page.status == 422
    assert says in page
    assert Policy.current().crisis_name == "On-call line"


def test_no_two_boxes_of_the_program_are_called_the_same(lea: Desk) -> None:
    labels = re.findall(r'<label for="[^"]*">([^<]*)<', lea.go(POLICY).text)
    assert len(labels) > 12
    assert len(set(labels)) == len(labels)


def test_a_word_at_the_door_is_asked_from_the_moment_it_is_saved(cast: Cast, lea: Desk) -> None:
    assert "The word at the door none is asked for" in lea.go("/desk/program/")
    page = lea.go(POLICY)
    assert "it is not a secret that protects names" in page
    page = lea.send(POLICY, press="Save", word_at_the_door="Blue Lamp")
    assert "The word at the door Blue Lamp" in page
    assert "The word at the door" in words(Client().get("/for-a-colleague/"))
    lea.go(POLICY)
    lea.send(POLICY, press="Save", word_at_the_door="")
    assert "The word at the door" not in words(Client().get("/for-a-colleague/"))


def test_the_audit_says_that_it_was_decided_and_not_what(cast: Cast, lea: Desk) -> None:
    lea.go(POLICY)
    lea.send(POLICY, word_at_the_door="Canarytree")
    [row] = Administration.objects.all()
    assert (row.verb, row.about, row.member_id) == ("decide", "policy", cast.lea.pk)
    assert "canarytree" not in str(vars(row)).lower()


@pytest.mark.parametrize("word", ["abc", "... --", "é é é"])
def test_a_word_that_is_hit_by_chance_is_not_taken(cast: Cast, lea: Desk, word: str) -> None:
    lea.go(POLICY)
    page = lea.send(POLICY, word_at_the_door=word)
    assert page.status == 422
    assert "at least 4 letters or digits" in page
    assert f'value="{word}"' in page.text
    assert Policy.current().word_at_the_door == ""


def test_a_house_that_cannot_be_called_can_have_none(cast: Cast, lea: Desk) -> None:
    lea.go(POLICY)
    page = lea.send(POLICY, word_at_the_door="Blue Lamp", program_phone="")
    assert page.status == 422
    assert "Whoever does not have the word at the door must be able to call." in page
    assert Policy.current().word_at_the_door == ""


def test_of_two_who_decide_about_the_word_the_second_sees_both(
    cast: Cast, lea: Desk, as_member: AsMember
) -> None:
    other = as_member(cast.lea)
    lea.go(POLICY)
    other.go(POLICY)
    lea.send(POLICY, word_at_the_door="Blue Lamp", word_is_printed="on")
    page = other.send(POLICY, word_at_the_door="Green Door", word_is_printed="on")
    assert page.status == 422
    assert "The word at the door Blue Lamp" in page
    assert "leave with somebody yes" in page
    assert 'value="Green Door"' in page.text


@pytest.mark.browser
def test_the_longest_word_has_room_on_a_small_phone(
    transactional_db: None, cast: Cast, live_server: LiveServer, page: Page
) -> None:
    Policy.objects.update(word_at_the_door="w" * 40)
    client = Client()
    client.force_login(cast.lea)
    ticket = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    page.context.add_cookies([{**ticket, "url": live_server.url}])
    page.set_viewport_size({"width": 320, "height": 800})
    for address in ("/desk/program/", POLICY, "/to-print/poster/"):
        page.goto(live_server.url + address)
        width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert width <= 0, address


HOLIDAY = "/desk/program/holiday/"


def test_a_day_off_moves_what_is_promised_and_taken_off_again_moves_it_back(
    cast: Cast, lea: Desk
) -> None:
    assert "by tomorrow 17:00" in words(Client().get("/for-me/"))
    lea.go(HOLIDAY)
    page = lea.send(HOLIDAY, press="Save", day="2026-11-25", name="Founders’ Day")
    assert "Founders’ Day 25 November 2026" in page
    assert "by Friday 17:00" in words(Client().get("/for-me/")), "Thursday is Thanksgiving"
    row = Holiday.objects.get(name="Founders’ Day")
    where = f"{HOLIDAY}{row.pk}/"
    lea.go(where)
    lea.send(where, press="Take it off the list", what="work")
    assert "by tomorrow 17:00" in words(Client().get("/for-me/"))
    assert Administration.objects.filter(verb="decide", about="holiday").count() == 2


def test_a_day_is_off_once_and_a_name_comes_back_every_year(cast: Cast, lea: Desk) -> None:
    lea.go(HOLIDAY)
    page = lea.send(HOLIDAY, day="2026-11-26", name="Another")
    assert page.status == 422
    assert "This day is off already." in page
    page = lea.send(HOLIDAY, day="2027-11-25", name="Thanksgiving")
    assert Holiday.objects.filter(name="Thanksgiving").count() == 2


def test_of_two_who_enter_the_same_day_at_once_one_is_told(
    cast: Cast, lea: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    lea.go(HOLIDAY)
    original = deciding.decide

    def slower(*given: Any, **more: Any) -> Any:
        Holiday.objects.create(day=date(2026, 12, 24), name="Christmas Eve")
        return original(*given, **more)

    monkeypatch.setattr(deciding, "decide", slower)
    page = lea.send(HOLIDAY, day="2026-12-24", name="The day before Christmas")
    assert page.status == 422
    assert "This day is off already." in page


@pytest.mark.parametrize(
    ("day", "says"),
    [("", "Please say which day."), ("soon", "We could not read this as a day.")],
)
def test_what_is_no_day_is_said_beside_its_box(lea: Desk, day: str, says: str) -> None:
    lea.go(HOLIDAY)
    page = lea.send(HOLIDAY, day=day, name="Founders’ Day")
    assert page.status == 422
    assert says in page
    assert 'value="Founders’ Day"' in page.text


def test_that_no_day_off_is_entered_is_said(cast: Cast, lea: Desk) -> None:
    assert "No day off is entered" not in lea.go("/desk/program/")
    Holiday.objects.all().delete()
    assert "No day off is entered from today on." in lea.go("/desk/program/")


def test_a_day_is_taken_off_by_nobody_but_a_lead_and_no_other_row_is(
    cast: Cast, lea: Desk, as_member: AsMember
) -> None:
    for member in (cast.cora, cast.ann, cast.sue.member):
        with pytest.raises(NotTheirs):
            work_again(Holiday.objects.get(), by=member, at=NOW)
    where = f"/desk/program/department/{cast.surgery.pk}/"
    lea.go(where)
    lea.send(where, name="Surgery", campus="", what="work")
    assert Department.objects.filter(pk=cast.surgery.pk).exists()
