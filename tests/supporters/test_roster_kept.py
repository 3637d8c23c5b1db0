"""What is kept of the roster from one visit to the next never stands in the way of what is new."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import date

import pytest
from django.conf import settings
from django.test import Client

from beside.doors import squeezing
from beside.program import actions, crisis, words
from beside.program.crisis import Answering
from beside.program.models import Policy
from beside.rules.vocabulary import Forms
from beside.supporters.models import Evaluates, Supporter
from tests.cast import NOW, Cast, supporter

ADDRESS = "/supporters/"
SQUEEZES = {"HTTP_ACCEPT_ENCODING": "gzip"}


def seen(address: str = ADDRESS) -> str:
    """The page as a browser that squeezes reads it; it is the page of any other browser."""
    page = Client().get(address, **SQUEEZES)
    assert page["Content-Encoding"] == "gzip"
    assert int(page["Content-Length"]) == len(page.content)
    read = gzip.decompress(page.content)
    assert read == Client().get(address).content
    return read.decode()


def leaves(cast: Cast) -> None:
    actions.leave(cast.sue.member, by=cast.lea, at=NOW)


def retires(cast: Cast) -> None:
    Supporter.objects.filter(pk=cast.sue.pk).update(retired=True)


def comes(cast: Cast) -> None:
    supporter("Zoe Zander")


def is_called_otherwise(cast: Cast) -> None:
    type(cast.sue.member).objects.filter(pk=cast.sue.member.pk).update(name="Sue Sato-Lind")


def has_another_number(cast: Cast) -> None:
    Supporter.objects.filter(pk=cast.sue.pk).update(phone="+15035550277")


def speaks_spanish(cast: Cast) -> None:
    Supporter.objects.filter(pk=cast.sue.pk).update(languages="English, Spanish")


def works_elsewhere(cast: Cast) -> None:
    Supporter.objects.filter(pk=cast.sue.pk).update(campus=cast.river)


def evaluates(cast: Cast) -> None:
    Evaluates.objects.create(supporter=cast.sue, department=cast.medicine)


def evaluates_nobody_now(cast: Cast) -> None:
    Evaluates.objects.all().delete()


def a_department_is_renamed(cast: Cast) -> None:
    type(cast.medicine).objects.filter(pk=cast.medicine.pk).update(name="Internal Medicine")


def the_program_has_another_number(cast: Cast) -> None:
    Policy.objects.update(program_phone="+1 503 555 0177")


def somebody_else_answers_at_once(cast: Cast) -> None:
    actions.set_crisis_contacts(
        [Answering("Night line", "503 555 0178")], seen=crisis.mark(), by=cast.lea, at=NOW
    )


def the_site_says_it_its_own_way(cast: Cast) -> None:
    actions.set_words(
        {"supporter": Forms("companion", "companions")},
        "en",
        seen=words.mark("en"),
        by=cast.lea,
        at=NOW,
    )


@pytest.mark.parametrize(
    ("happens", "before", "after"),
    [
        (leaves, "Sue Sato", ""),
        (retires, "Sue Sato", ""),
        (comes, "", "Zoe Zander"),
        (is_called_otherwise, "Sue Sato<", "Sue Sato-Lind<"),
        (has_another_number, "tel:+15035550200", "tel:+15035550277"),
        (speaks_spanish, "", '<option value="Spanish">'),
        (works_elsewhere, "", '<option value="river">'),
        (evaluates, "", "Medicine: not for Medicine"),
        (evaluates_nobody_now, "not for Surgery Resident", ""),
        (a_department_is_renamed, ">Medicine<", ">Internal Medicine<"),
        (the_program_has_another_number, "+1 503 555 0100", "+1 503 555 0177"),
        (somebody_else_answers_at_once, "", "Night line"),
        (the_site_says_it_its_own_way, "Your peer supporters", "Your companions"),
    ],
)
def test_what_changes_is_seen_at_the_very_next_visit(
    cast: Cast, happens: Callable[[Cast], None], before: str, after: str
) -> None:
    Supporter.objects.filter(pk=cast.sue.pk).update(phone="+15035550200")
    Supporter.objects.exclude(pk=cast.sue.pk).update(phone="+15035550201")
    first = seen()
    assert first == seen(), "and nothing changes by itself"
    assert before in first
    assert not after or after not in first
    happens(cast)
    then = seen()
    assert after in then
    assert not before or before not in then


def test_who_goes_away_for_some_days_stays_on_it_word_for_word(cast: Cast) -> None:
    """That they are away is told to nobody, so nothing of the page may move with it."""
    first = seen()
    away = {"away_on": date(2026, 11, 24), "paused_from": date(2026, 11, 25)}
    Supporter.objects.filter(pk=cast.sue.pk).update(**away)
    assert seen() == first


def test_each_language_has_its_own(cast: Cast) -> None:
    for _visit in range(2):
        assert "Your peer supporters" in seen()
        assert '<html lang="es"' in seen(f"/es{ADDRESS}")


def test_who_is_signed_in_has_her_own_page_and_nobody_else_has_it(cast: Cast) -> None:
    before = seen()
    hers = Client()
    hers.force_login(cast.lea)
    for _visit in range(2):
        page = hers.get(ADDRESS, **SQUEEZES)
        assert "Content-Encoding" not in page.headers, "there is a form with her token on it"
        assert "Sign out" in page.content.decode()
    assert "Sign out" not in before
    assert seen() == before


def test_what_somebody_chose_to_see_is_kept_for_nobody(cast: Cast) -> None:
    """Else a page that comes sooner would say that somebody asked for it."""
    squeezing._kept.cache_clear()
    for chosen in ("department=surgery", "language=Klingon", "said=asked", "whatever"):
        seen(f"{ADDRESS}?{chosen}")
    assert squeezing._kept.cache_info().currsize == 0
    seen()
    assert squeezing._kept.cache_info().currsize == 1


def test_no_more_is_kept_than_one_in_each_language(cast: Cast) -> None:
    for number in range(5):
        Policy.objects.update(program_phone=f"+1 503 555 010{number}")
        seen()
        seen(f"/es{ADDRESS}")
    assert squeezing._kept.cache_info().currsize == len(settings.LANGUAGES)


def test_what_is_squeezed_says_nothing_of_when(cast: Cast) -> None:
    """A stamp in it would tell when somebody was here last."""
    page = Client().get(ADDRESS, **SQUEEZES).content
    assert page[4:8] == b"\0\0\0\0"
