"""People of an event at the desk: found one by one, never asked through whoever was there too."""

from __future__ import annotations

from beside.desk.designations import designation
from beside.referrals.models import load
from tests.cast import Cast
from tests.desk.pages import Desk
from tests.events.telling import names, tell


def test_the_request_leads_to_its_event(cast: Cast, cora: Desk) -> None:
    event = tell(cast)
    row = names(event)["Rosa Reyes"]
    assert f'href="/desk/events/{event.handle}/"' in cora.one(row.handle).text
    assert "1 event is open" in cora.go("/desk/")


def test_somebody_of_an_event_is_found_from_the_page(cast: Cast, cora: Desk) -> None:
    row = names(tell(cast))["Rosa Reyes"]
    cora.one(row.handle)
    cora.send("/open/")
    page = cora.send("/who/", press="This is the one", person=str(cast.rosa.pk))
    assert "Found. Somebody can be asked now." in page
    assert load(row.handle).facts.match == "confirmed"


def test_a_supporter_who_was_there_too_cannot_be_asked(cast: Cast, cora: Desk) -> None:
    people = "Faye Frost\nSam Silva\tsam.silva2@example.edu\n"
    found = names(tell(cast, people))
    for name, person in (("Sam Silva", cast.sam_person), ("Faye Frost", cast.faye)):
        cora.one(found[name].handle)
        cora.send("/open/")
        cora.send("/who/", person=str(person.pk))
    assert "Sam Silva: not for this person" in cora.one(found["Faye Frost"].handle)


def test_somebody_who_is_being_reached_already_is_joined_when_found(cast: Cast, cora: Desk) -> None:
    found = names(tell(cast, "Rosa Reyes\nR. Reyes\n"))
    for name in ("Rosa Reyes", "R. Reyes"):
        cora.one(found[name].handle)
        cora.send("/open/")
        page = cora.send("/who/", person=str(cast.rosa.pk))
    assert "Joined. They will be reached once." in page
    assert load(found["R. Reyes"].handle).stage == "closing"


def test_a_working_session_of_the_event_shows_the_name_on_its_requests(
    cast: Cast, cora: Desk
) -> None:
    event = tell(cast)
    row = names(event)["Rosa Reyes"]
    assert "Rosa" not in cora.one(row.handle).text
    page = cora.go(f"/desk/events/{event.handle}/")
    buttons = [form for form in page.forms if "Open the" in form.words]
    cora.post(page.address, {**buttons[0].fields, "what": "open"})
    assert "Rosa Reyes" in cora.one(row.handle)
    assert designation(row.handle) in cora.page
