"""A page that reads asks the program's decisions once; whoever writes asks anew each time."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries

from beside.program import once
from beside.program.models import Policy
from beside.program.week import contact_due
from tests.cast import NOW, Cast


def through(method: str, act: Callable[[], None]) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        act()
        return HttpResponse()

    once.middleware(view)(RequestFactory().generic(method, "/"))


def test_a_page_that_reads_asks_once(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def act() -> None:
        for urgency in ("today", "ordinary", "today"):
            contact_due(urgency, NOW)
        Policy.current()

    with django_assert_num_queries(2):  # the policy, the holidays
        through("GET", act)


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_whoever_writes_sees_what_was_written(cast: Cast, method: str) -> None:
    said: list[str] = []

    def act() -> None:
        said.append(Policy.current().program_name)
        Policy.objects.update(program_name="Beside you")
        said.append(Policy.current().program_name)

    through(method, act)
    assert said[0] != said[1] == "Beside you"


def test_the_next_page_and_a_worker_ask_anew(cast: Cast) -> None:
    said: list[str] = []
    through("GET", lambda: said.append(Policy.current().program_name))
    Policy.objects.update(program_name="Beside you")
    assert Policy.current().program_name == "Beside you"
    assert "Beside you" in Client().get("/help-now/").content.decode()
    Policy.objects.update(program_name="Here for you")
    assert "Here for you" in Client().get("/help-now/").content.decode()
