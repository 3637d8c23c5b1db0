"""Something happened: two steps without an account, a cookie or a loss."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from beside.events.models import Event, load
from beside.referrals.actions import peek
from beside.referrals.models import Referral
from tests.cast import Cast
from tests.events.paging import FROM_HERE, forms_of, press

CASES = Path(__file__).parent.parent / "cases"
CODE = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){5}")


def start(client: Client) -> Any:
    return client.get(reverse("events:report"))


def look(client: Client, cast: Cast, exposed: str = "", **said: Any) -> Any:
    typed = {"unit": cast.surgery.pk, "kind": "died", "urgency": "today", **said}
    return press(client, start(client), "look", exposed=exposed, **typed)


def test_told_looked_over_and_sent(client: Client, cast: Cast) -> None:
    page = look(client, cast, "Dr. Rosa Reyes\trosa@example.edu\tresident\tSurgery\n")
    assert "1 person is understood." in page.content.decode()
    assert not Event.objects.exists()
    done = press(client, page, "send")
    assert done.status_code == 200
    code = CODE.search(done.content.decode())
    assert code is not None
    event = Event.objects.get()
    held = client.post(reverse("events:code"), {"code": code.group()}, headers=FROM_HERE)
    assert "Your report is here" in held.content.decode()
    assert load(event.handle).facts.urgency == "today"
    [row] = Referral.objects.all()
    assert peek(row).name == "Rosa Reyes"
    assert not client.cookies


def test_a_slip_in_the_year_is_seen_before_it_is_sent(client: Client, cast: Cast) -> None:
    a_year_ago = timezone.localdate() - timedelta(days=364)
    shown = look(client, cast, "Rosa Reyes\n", date=a_year_ago.isoformat()).content.decode()
    assert f"{a_year_ago:%A}, {a_year_ago.day} {a_year_ago:%B} {a_year_ago.year}" in shown


def test_where_it_was_is_read_back_in_the_readers_language(client: Client, cast: Cast) -> None:
    cast.surgery.translated = {"es": {"name": "Cirugía"}}
    cast.surgery.save()
    page = client.get("/es" + reverse("events:report"))
    shown = press(client, page, "look", unit=cast.surgery.pk, kind="died").content.decode()
    assert "<dd>Cirugía</dd>" in shown
    assert "<dd>Surgery</dd>" in look(client, cast).content.decode()


def test_it_says_that_it_is_not_an_incident_report(client: Client, cast: Cast) -> None:
    assert (
        "This is not an incident report; it does not go to Quality, Risk or HR."
        in start(client).content.decode()
    )


def test_sent_twice_it_happens_once_and_shows_the_same_code(client: Client, cast: Cast) -> None:
    page = look(client, cast, "Rosa Reyes\n")
    first, second = press(client, page, "send"), press(client, page, "send")
    assert first.content == second.content
    assert Event.objects.count() == Referral.objects.count() == 1


def test_without_a_name_it_is_received_too(client: Client, cast: Cast) -> None:
    done = press(client, look(client, cast, complete="others", who_knows="Ward desk"), "send")
    assert "find out who was there" in done.content.decode()
    facts = load(Event.objects.get().handle).facts
    assert (facts.completeness, facts.someone_knows) == ("others", True)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"date": "2031-01-01"}, "has not come yet"),
        ({"date": "2001-01-01"}, "This is before 25 November 2025. Please call us"),
        ({"date": "soon"}, "which day"),
        ({"unit": ""}, "choose where it was"),
        ({"kind": ""}, "what comes nearest"),
        ({"kind": "narrative"}, "This choice is not there, or not any more"),
    ],
)
def test_what_is_missing_is_asked_for_and_all_typed_is_kept(
    client: Client, cast: Cast, wrong: dict[str, str], says: str
) -> None:
    page = look(client, cast, "Rosa Reyes\n", who_knows="Ward desk", call_back="5-1234", **wrong)
    assert page.status_code == 422
    assert says in page.content.decode()
    kept = forms_of(page)[0].fields
    assert kept["exposed"].strip() == "Rosa Reyes"
    assert (kept["who_knows"], kept["call_back"]) == ("Ward desk", "5-1234")
    assert not Event.objects.exists()


def test_the_public_page_shows_nothing_the_directory_knows(client: Client, cast: Cast) -> None:
    text = look(client, cast, "Rosa Reyes\n").content.decode()
    assert "Rosa Reyes" in text
    assert "rosa.reyes11" not in text
    assert "5550011" not in text
    # Whether somebody is there, twice there, or not there at all, the page says the same.
    pages = [look(client, cast, f"{name}\n") for name in ("Uma Unlisted", "Kim Parkson")]
    shown = [re.sub(r'value="[^"]{40,}"', "", one.content.decode()) for one in pages]
    assert shown[0].replace("Uma Unlisted", "X") == shown[1].replace("Kim Parkson", "X")


def test_lines_of_one_person_are_folded_and_said_so(client: Client, cast: Cast) -> None:
    page = look(client, cast, "Rosa Reyes\trosa@example.edu\nFaye Frost\nReyes, Rosa\n")
    assert "lines 1 and 3 are the same person" in page.content.decode()
    press(client, page, "send")
    assert Referral.objects.count() == 2


def test_a_missing_contact_may_be_given_or_not(client: Client, cast: Cast) -> None:
    page = look(client, cast, "Rosa Reyes\t\tresident\nFaye Frost\n")
    press(client, page, "send", contact_1="503 555 0155")
    contacts = {
        peek(row).name: [one.value for one in peek(row).contacts] for row in Referral.objects.all()
    }
    assert contacts == {"Rosa Reyes": ["503 555 0155"], "Faye Frost": []}


def test_a_contact_that_is_none_is_asked_again_and_stays(client: Client, cast: Cast) -> None:
    page = look(client, cast, "Rosa Reyes\nFaye Frost\n")
    again = press(client, page, "send", contact_1="ward three", contact_2="faye@example.edu")
    assert again.status_code == 422
    text = again.content.decode()
    assert "ward three" in text
    assert "faye@example.edu" in text
    assert not Event.objects.exists()
    press(client, again, "send", contact_1="")
    assert Referral.objects.count() == 2


def test_a_line_without_a_name_is_asked_about_and_can_be_mended(client: Client, cast: Cast) -> None:
    page = look(client, cast, "Rosa Reyes\n503 555 0100\nFaye Frost\n")
    assert "We could not read line 2. The other 2 are understood." in page.content.decode()
    again = press(client, page, "send")
    assert again.status_code == 422
    assert not Event.objects.exists()
    press(client, again, "send", line_2="Uma Unlisted, 503 555 0100")
    assert {peek(row).name for row in Referral.objects.all()} == {
        "Rosa Reyes", "Uma Unlisted", "Faye Frost",
    }  # fmt: skip


def test_a_line_may_be_left_out_by_emptying_it(client: Client, cast: Cast) -> None:
    page = look(client, cast, "Rosa Reyes\n????\n")
    press(client, page, "send", line_2="")
    assert Referral.objects.count() == 1


def test_two_people_in_one_line_are_asked_about_and_get_a_line_each(
    client: Client, cast: Cast
) -> None:
    page = look(client, cast, "Rosa Reyes and Remy Roth\nFaye Frost\n")
    assert "There may be two people in this line." in page.content.decode()
    assert press(client, page, "send").status_code == 422
    assert not Event.objects.exists()
    press(client, page, "send", line_1="Rosa Reyes\r\nRemy Roth", contact_2="faye@example.edu")
    assert {peek(row).name for row in Referral.objects.all()} == {
        "Rosa Reyes", "Remy Roth", "Faye Frost",
    }  # fmt: skip


def test_the_readers_of_a_mail_pasted_in_one_line_are_a_person_each(
    client: Client, cast: Cast
) -> None:
    page = look(client, cast, "Reyes, Rosa <rosa@x.edu>; Remy Roth <remy@x.edu>\r\nFaye Frost")
    assert "3 people are understood." in page.content.decode()
    press(client, page, "send")
    assert Referral.objects.count() == 3


def test_a_number_behind_a_name_never_becomes_part_of_the_name(client: Client, cast: Cast) -> None:
    press(client, look(client, cast, "Rosa Reyes 503 555 0155\n"), "send")
    known = peek(Referral.objects.get())
    assert (known.name, [one.value for one in known.contacts]) == ("Rosa Reyes", ["503 555 0155"])


def test_back_keeps_everything_also_what_was_mended(client: Client, cast: Cast) -> None:
    page = look(client, cast, "Rosa Reyes\t\tresident\n12\n", kind="violence", call_back="5-1234")
    back = press(client, page, "back", contact_1="503 555 0155", line_2="Faye Frost")
    kept = forms_of(back)[0].fields
    assert kept["exposed"] == "Rosa Reyes\t503 555 0155\tresident\nFaye Frost"
    assert (kept["kind"], kept["call_back"]) == ("violence", "5-1234")
    assert kept["unit"] == str(cast.surgery.pk)


@pytest.mark.parametrize(
    "typed", ["O'Neil <Zoë> & Söhne", "Robinson, Priya\t\tfaculty", "\n\nRosa Reyes", "a\u200bb c"]
)
def test_what_is_typed_travels_unharmed(client: Client, cast: Cast, typed: str) -> None:
    page = look(client, cast, typed)
    assert forms_of(page)[0].fields["exposed"].replace("\r\n", "\n") == typed
    back = press(client, page, "back")
    assert forms_of(back)[0].fields["exposed"].replace("\r\n", "\n") == typed


def test_a_page_open_for_days_loses_nothing(client: Client, cast: Cast) -> None:
    page = look(client, cast, "Rosa Reyes\n")
    again = press(client, page, "send", once="old")
    assert again.status_code == 403
    assert "still here" in again.content.decode()
    assert press(client, again, "send").status_code == 200
    assert Event.objects.count() == 1


def test_from_another_site_nothing_is_sent(client: Client, cast: Cast) -> None:
    form = forms_of(look(client, cast, "Rosa Reyes\n"))[0]
    elsewhere = {"sec-fetch-site": "cross-site"}
    again = client.post(form.action, {**form.fields, "go": "send"}, headers=elsewhere)
    assert again.status_code == 403
    assert escape("Rosa Reyes") in again.content.decode()
    assert not Event.objects.exists()


def test_too_many_lines_are_answered_kindly_and_kept(client: Client, cast: Cast) -> None:
    page = look(client, cast, "\n".join(f"Person{'x' * (n % 7)} Number{n}" for n in range(2100)))
    assert page.status_code == 422
    assert "more than 2,000 lines" in page.content.decode()
    assert "Number2099" in page.content.decode()


def test_more_than_256_kb_is_answered_kindly(client: Client, cast: Cast) -> None:
    data = {"exposed": "x" * 300_000, "go": "look"}
    page = client.post(reverse("events:report"), data, headers=FROM_HERE)
    assert page.status_code == 413
    assert "more than we can take at once" in page.content.decode()


def test_thirty_four_people_in_one_paste(client: Client, cast: Cast) -> None:
    text = (CASES / "event-emergency-department.tsv").read_text()
    page = look(client, cast, text)
    assert "34 people are understood." in page.content.decode()
    assert "lines 11 and 35" not in page.content.decode()
    press(client, page, "send")
    assert Referral.objects.count() == 34


def test_four_hundred_and_twenty_people_within_seconds(client: Client, cast: Cast) -> None:
    text = (CASES / "event-mass-casualty.tsv").read_text()
    began = time.process_time()
    page = look(client, cast, text)
    assert "420 people are understood." in page.content.decode()
    press(client, page, "send")
    assert Referral.objects.count() == 420
    assert time.process_time() - began < 10
