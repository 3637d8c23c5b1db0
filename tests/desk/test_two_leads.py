"""Two leads save in the same instant: one is told, keeps what she typed, and sees the other's."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from django.db import connection, transaction

from beside.program import actions, crisis, words
from beside.program.crisis import Answering
from beside.program.deciding import FIELDS, decide, mark, work_again
from beside.program.models import CrisisContact, Holiday, Member, Policy, Vocabulary
from beside.rules.vocabulary import Forms
from tests.cast import NOW, Cast
from tests.desk.pages import AsMember, Page

pytestmark = pytest.mark.django_db(transaction=True)

POLICY, NUMBERS, WORDS = "/desk/program/policy/", "/desk/numbers/", "/desk/words/"
TOLD = "Somebody else changed this while you were here."


@pytest.fixture
def lou(cast: Cast) -> Member:
    """Another lead."""
    return Member.objects.create_member("lou@example.edu", "Lou", "lead")


@dataclass(frozen=True)
class Matter:
    """What one of them does, what the other types, and how it then stands."""

    address: str
    first: Callable[[Member], object]
    typed: dict[str, str]
    theirs: str
    stands: Callable[[], list[str]]


def _policy(by: Member) -> None:
    row = Policy.current()
    said = {name: getattr(row, name) for name in FIELDS["policy"]}
    decide(row, {**said, "program_name": "Side by Side"}, seen=mark(row), by=by, at=NOW)


def _numbers(by: Member) -> None:
    line = Answering("Night chaplain", "503 555 0161")
    actions.set_crisis_contacts([line], seen=crisis.mark(), by=by, at=NOW)


def _words(by: Member) -> None:
    theirs = {"supporter": Forms("companion", "companions")}
    actions.set_words(theirs, "en", seen=words.mark("en"), by=by, at=NOW)


MATTERS = {
    "policy": Matter(
        POLICY,
        _policy,
        {"program_name": "Hand in Hand", "confidentiality": ""},
        "Side by Side",
        lambda: list(Policy.objects.values_list("program_name", flat=True)),
    ),
    "numbers": Matter(
        NUMBERS,
        _numbers,
        {"form-0-name": "Hand in Hand", "form-0-number": "503 555 0162"},
        "Night chaplain",
        lambda: list(CrisisContact.objects.values_list("name", flat=True)),
    ),
    "words": Matter(
        WORDS,
        _words,
        {"one_supporter": "Hand in Hand", "many_supporter": "hands", "go": "use"},
        "companion",
        lambda: list(Vocabulary.objects.values_list("singular", flat=True)),
    ),
}


def while_she_saves(first: Callable[[], object], second: Callable[[], Page]) -> Page:
    """The second is sent when the first is saved, and the first is not at its end yet."""
    saved, found = threading.Event(), list[Page]()

    def in_her_own_browser() -> None:
        try:
            saved.wait(30)
            found.append(second())
        finally:
            connection.close()

    other = threading.Thread(target=in_her_own_browser)
    other.start()
    with transaction.atomic():
        first()
        saved.set()
        other.join(1)  # she is not answered before this one has ended
        assert not found
    other.join(60)
    (page,) = found
    return page


@pytest.mark.parametrize("what", MATTERS)
def test_one_is_told_and_nothing_is_lost(
    cast: Cast, lou: Member, as_member: AsMember, what: str
) -> None:
    matter, hers = MATTERS[what], as_member(cast.lea)
    hers.go(matter.address)
    page = while_she_saves(
        lambda: matter.first(lou), lambda: hers.send(matter.address, **matter.typed)
    )
    assert page.status == 422
    assert TOLD in page
    assert matter.theirs in page.words.partition("As it stands now")[2]
    assert 'value="Hand in Hand"' in page.text
    assert matter.stands() == [matter.theirs]
    hers.page = page
    hers.send(matter.address, **matter.typed)
    assert matter.theirs not in matter.stands(), "she has seen both, and says so once more"
    assert "Hand in Hand" in matter.stands()


@pytest.mark.parametrize("what", MATTERS)
def test_who_saves_without_having_seen_what_stands_changes_nothing(
    cast: Cast, lou: Member, as_member: AsMember, what: str
) -> None:
    matter, hers = MATTERS[what], as_member(cast.lea)
    hers.go(matter.address)
    matter.first(lou)
    before = matter.stands()
    assert TOLD in hers.send(matter.address, **matter.typed, seen="")
    assert matter.stands() == before


def test_a_day_off_that_is_taken_away_while_she_renames_it_can_be_put_back(
    cast: Cast, lou: Member, as_member: AsMember
) -> None:
    row, hers = Holiday.objects.get(), as_member(cast.lea)
    where = f"/desk/program/holiday/{row.pk}/"
    hers.go(where)
    page = while_she_saves(
        lambda: work_again(row, by=lou, at=NOW), lambda: hers.send(where, name="Harvest")
    )
    assert page.status == 422
    assert "Somebody else took this off the list" in page
    assert not Holiday.objects.exists()
    hers.page = page
    hers.send("/desk/program/holiday/")
    assert list(Holiday.objects.values_list("day", "name")) == [(date(2026, 11, 26), "Harvest")]
