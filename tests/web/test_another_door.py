"""Whoever is not served here meets name, number and hours of their own door, and never an error."""

from __future__ import annotations

import pytest
from django.utils import timezone

from beside.program.models import Pool
from tests.cast import Cast
from tests.events.telling import FOUR
from tests.referrals.visitor import Visitor, words

DOOR = ("Nurses for nurses", "+1 503 555 0199", "day and night")


@pytest.fixture
def visitor(cast: Cast) -> Visitor:
    return Visitor()


def test_each_role_that_is_not_served_has_its_door_there(visitor: Visitor) -> None:
    Pool.objects.create(
        slug="student", name="Student", kind=Pool.Kind.SIGNPOSTED, door_name="Student office"
    )
    page = visitor.open("/another-door/")
    for one in (*DOOR, "Student office", "Its number has not been entered yet"):
        assert one in words(page)
    assert 'href="tel:+15035550199"' in page.content.decode()
    assert "The roles we are here for: faculty, fellow, resident." in words(page)


def test_a_site_that_serves_everybody_says_so_plainly(visitor: Visitor) -> None:
    Pool.objects.filter(kind=Pool.Kind.SIGNPOSTED).delete()
    assert "No other door has been entered here yet." in words(visitor.open("/another-door/"))


@pytest.mark.parametrize("address", ["/", "/for-me/", "/for-a-colleague/", "/event/"])
def test_home_and_each_of_the_three_doors_lead_there(visitor: Visitor, address: str) -> None:
    main = visitor.open(address).content.decode().split("<main")[1].split("</main>")[0]
    assert 'href="/another-door/"' in main


@pytest.mark.parametrize("address", ["/for-me/", "/for-a-colleague/"])
def test_who_chooses_such_a_role_meets_the_door_and_no_error(
    visitor: Visitor, address: str
) -> None:
    page = visitor.send(
        address, name="Nia", contact="503-555-0177", pool="nurse", go="send", urgency="ordinary"
    )
    assert page.status_code == 200
    for one in DOOR:
        assert one in words(page)
    body = page.content.decode()
    assert 'class="error"' not in body
    assert 'class="errors"' not in body


def test_who_types_such_a_role_in_a_list_meets_the_door_beside_it(
    cast: Cast, visitor: Visitor
) -> None:
    told = {"unit": str(cast.surgery.pk), "kind": "died", "urgency": "today", "go": "look"}
    told["date"] = timezone.localdate().isoformat()
    page = visitor.send("/event/", exposed=FOUR, **told)
    assert "Nurses for nurses" not in words(page)
    page = visitor.send("/event/", exposed=f"{FOUR}Nia Nye\tnia@example.edu\tnurse\n", **told)
    assert page.status_code == 200, words(page)
    for one in DOOR:
        assert one in words(page)


@pytest.mark.parametrize("address", ["/for-me/", "/for-a-colleague/"])
@pytest.mark.parametrize(
    ("lacks", "says"),
    [
        ("door_phone", "Its number has not been entered yet. Call us, and we will find it."),
        ("door_hours", "When it answers has not been entered yet."),
    ],
)
def test_what_is_not_known_of_a_door_is_said_and_never_left_out(
    visitor: Visitor, address: str, lacks: str, says: str
) -> None:
    Pool.objects.filter(slug="nurse").update(**{lacks: ""})
    typed = {"name": "Nia", "contact": "503-555-0177", "pool": "nurse", "urgency": "ordinary"}
    assert says in words(visitor.send(address, go="send", **typed))
    assert says in words(visitor.open("/another-door/"))


def test_who_may_use_it_is_said_in_the_roles_as_they_are_called_here(visitor: Visitor) -> None:
    Pool.objects.filter(slug="resident").update(name="House officer")
    Pool.objects.filter(slug="fellow").update(kind=Pool.Kind.SIGNPOSTED)
    home = words(visitor.open("/"))
    assert "The roles we are here for: faculty, house officer." in home
    assert "fellows" not in home
