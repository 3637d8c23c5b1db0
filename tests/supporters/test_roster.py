"""The roster: who they are, how to reach them yourself, and asking for one of them."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from beside.program.models import Member, Pool, Role
from beside.supporters.models import Supporter
from tests.cast import Cast
from tests.referrals.visitor import Visitor, words

ADDRESS = "/supporters/"


@pytest.fixture
def visitor(cast: Cast) -> Visitor:
    cast.sam.languages, cast.sam.topics = "English, Spanish", "a first lawsuit, exhaustion"
    cast.sam.says = "Call me before a hearing."
    cast.sam.save()
    return Visitor()


def test_it_says_who_they_are_and_where_they_evaluate(cast: Cast, visitor: Visitor) -> None:
    said = words(visitor.open(ADDRESS))
    assert "Sam Silva Surgery, Hill. Faculty. English, Spanish" in said
    assert "Call me before a hearing." in said
    assert "Glad to talk about: a first lawsuit, exhaustion" in said
    assert "Program director, Surgery: not for Surgery Resident" in said
    assert "3 colleagues" in said


def test_it_says_how_to_reach_them_yourself(cast: Cast, visitor: Visitor) -> None:
    cast.sam.phone = "+15035550277"
    cast.sam.save()
    page = visitor.open(ADDRESS)
    body = page.content.decode()
    assert 'href="tel:+15035550200"' in body
    assert 'href="tel:+15035550277"' in body
    assert "+1 503 555 0277" in words(page), "as one reads it aloud"
    assert 'href="mailto:sue@example.edu"' in body
    assert "nothing is recorded, and nobody else knows" in words(page)


def test_each_can_be_asked_for(cast: Cast, visitor: Visitor) -> None:
    body = visitor.open(ADDRESS).content.decode()
    for one in (cast.sam, cast.sue, cast.sol):
        assert f'href="/for-me/?with={one.pk}"' in body


@pytest.mark.parametrize(
    ("chosen", "left"),
    [
        ({"department": "medicine"}, ["Sue"]),
        ({"language": "Spanish"}, ["Sam"]),
        ({"campus": "hill"}, ["Sam", "Sol", "Sue"]),
        ({"role": "faculty", "department": "surgery"}, ["Sam", "Sol"]),
        ({"department": "medicine", "language": "Spanish"}, []),
        ({"department": "no such", "campus": ""}, ["Sam", "Sol", "Sue"]),
    ],
)
def test_it_can_be_narrowed_without_a_name_in_the_address(
    cast: Cast, visitor: Visitor, chosen: dict[str, str], left: list[str]
) -> None:
    page = visitor.open(ADDRESS, **chosen)
    names = ["Sam Silva", "Sol Stone", "Sue Sato"]
    assert [one.split()[0] for one in names if f"<h2>{one}</h2>" in page.content.decode()] == left
    assert ("Nobody on the list fits all of this." in words(page)) == (not left)


def test_who_is_away_is_not_told(cast: Cast, visitor: Visitor) -> None:
    before = visitor.open(ADDRESS).content
    cast.sue.away_on = date(2026, 11, 24)
    cast.sue.paused_from = date(2026, 11, 1)
    cast.sue.save()
    assert visitor.open(ADDRESS).content == before


@pytest.mark.parametrize("why", ["retired", "not designated", "no account"])
def test_only_the_current_ones_are_on_it(cast: Cast, visitor: Visitor, why: str) -> None:
    if why == "retired":
        cast.sue.retired = True
    if why == "not designated":
        cast.sue.designated_on = None
    if why == "no account":
        cast.sue.member.is_active = False
        cast.sue.member.save()
    cast.sue.save()
    assert "Sue Sato" not in words(visitor.open(ADDRESS))


def test_it_sets_no_cookie_even_for_a_member_and_takes_nothing(
    cast: Cast, visitor: Visitor
) -> None:
    assert not visitor.open(ADDRESS).cookies
    assert Client().post(ADDRESS).status_code == 405
    assert cast.sue.member.has_role(Role.SUPPORTER)


def test_hundreds_are_read_in_as_few_questions_as_a_few(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    _hundreds(cast)
    with django_assert_max_num_queries(
        8
    ):  # words, policy, crisis numbers, places, roles, who, whom they evaluate
        page = Client().get(ADDRESS, HTTP_ACCEPT_ENCODING="gzip")
    assert len(page.content) < 100_000
    assert gzip.decompress(page.content).count(b'class="person"') == 303


def test_what_a_colleague_changes_is_shown_at_once(cast: Cast, visitor: Visitor) -> None:
    assert "Call me before a hearing." in words(visitor.open(ADDRESS))
    cast.sam.says = "Call me after one, too."
    cast.sam.save()
    cast.sue.member.name = "Sue Sato-Lind"
    cast.sue.member.save()
    said = words(visitor.open(ADDRESS))
    assert "Call me before a hearing." not in said
    assert "Call me after one, too." in said
    assert "Ask Sue Sato-Lind to reach me" in said


def _hundreds(cast: Cast) -> None:
    members = Member.objects.bulk_create(
        Member(email=f"c{number}@example.edu", name=f"Colleague {number}") for number in range(300)
    )
    Supporter.objects.bulk_create(
        Supporter(
            member=member,
            department=cast.surgery,
            campus=cast.hill,
            phone=f"+1503555{number:04}",
            says="I was sued once, and slept badly for a year.",
            designated_on=date(2026, 1, 1),
        )
        for number, member in enumerate(members)
    )


def test_each_reader_chooses_in_her_language_whoever_read_it_before(
    cast: Cast, visitor: Visitor
) -> None:
    """Not even where every name is the same in both."""
    for pool in Pool.objects.all():
        pool.name = f"{pool.name} here"
        pool.save()
    for _once_more in range(2):
        spanish = visitor.open(f"/es{ADDRESS}").content.decode()
        assert '<option value="Spanish">Español</option>' in spanish
        assert '<option value="surgery" lang="en">Surgery</option>' in spanish
        english = visitor.open(ADDRESS).content.decode()
        assert '<option value="Spanish">Spanish</option>' in english
        assert '<option value="surgery">Surgery</option>' in english


def test_languages_stand_in_the_order_in_which_they_are_read(cast: Cast, visitor: Visitor) -> None:
    Supporter.objects.filter(pk=cast.sue.pk).update(languages="German, Spanish, English, Arabic")
    english = visitor.open(ADDRESS).content.decode()
    spanish = visitor.open(f"/es{ADDRESS}").content.decode()
    assert _in_order(english, ("Arabic", "English", "German", "Spanish"))
    assert _in_order(spanish, ("German", "Arabic", "Spanish", "English"))  # alemán, árabe, ...


def _in_order(page: str, names: Sequence[str]) -> bool:
    places = [page.index(f'<option value="{one}"') for one in names]
    return places == sorted(places)
