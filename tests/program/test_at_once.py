"""Two act at once on what the program has decided: a legal hold, the words, the topics."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.translation import gettext

from beside.audit.models import Administration
from beside.program import actions, due, words
from beside.program.holds import NoSuchHold
from beside.program.models import Vocabulary
from beside.rules.holds import ASKED_DAYS, Subject, Why
from beside.vault import holds
from tests.cast import NOW, TODAY, Cast
from tests.meanwhile import Other, after

WEEK = timedelta(days=ASKED_DAYS)
apart = pytest.mark.django_db(transaction=True)


@apart
def test_who_takes_a_wish_back_while_another_agrees_ends_no_hold_in_force(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ann is no lead: what two have agreed to is not hers to end."""
    asked = actions.ask_hold(Subject(), Why.LAWSUIT, by=cast.ann, at=NOW).identifier
    lea = Other(lambda: actions.agree_hold(asked, by=cast.lea, at=NOW))
    after(monkeypatch, actions, "find", lea.has_a_moment)
    actions.end_hold(asked, by=cast.ann, at=NOW)
    lea.join()
    assert isinstance(lea.refused, NoSuchHold), "she is told, and is not left to believe in it"
    assert not Administration.objects.filter(verb="agree_hold").exists()


@apart
def test_what_is_agreed_to_as_its_week_ends_is_not_ended_by_the_sweep(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lead pressed the button before midnight, and the sweep began after it."""
    asked = actions.ask_hold(Subject(), Why.LAWSUIT, by=cast.ann, at=NOW).identifier

    def agree() -> None:
        actions.agree_hold(asked, by=cast.lea, at=NOW + WEEK)

    after(monkeypatch, due.holds, "standing", agree)
    due.end_holds(NOW + WEEK + timedelta(days=1))
    assert holds.suspended_until(TODAY + WEEK) == TODAY + WEEK + timedelta(days=90)


@apart
def test_two_sweeps_at_once_say_once_that_a_hold_is_over(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = actions.ask_hold(Subject(), Why.LAWSUIT, by=cast.ann, at=NOW).identifier
    actions.agree_hold(asked, by=cast.lea, at=NOW)
    over = NOW + timedelta(days=91)
    other = Other(lambda: due.end_holds(over))
    after(monkeypatch, due.holds, "standing", other.has_a_moment)
    due.end_holds(over)
    other.join()
    assert other.refused is None
    assert Administration.objects.filter(verb="hold_over").count() == 1


def say(word: str) -> None:
    Vocabulary.objects.update_or_create(
        term="supporter", language="en", defaults={"singular": word, "plural": f"{word}s"}
    )


@pytest.fixture
def _our_words() -> object:
    yield None
    words.forget_process_state()


@pytest.mark.usefixtures("_our_words")
def test_older_words_are_never_put_in_after_newer_ones(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One has read them and waits; meanwhile they are changed, and another has put them in."""
    say("companion")

    def another() -> None:
        say("ally")
        words.refresh()

    class Waiting:
        def __enter__(self) -> None:
            monkeypatch.setattr(words, "_lock", real)
            another()
            real.acquire()

        def __exit__(self, *_how: object) -> None:
            real.release()

    real = words._lock
    monkeypatch.setattr(words, "_lock", Waiting())
    words.refresh()
    assert gettext("peer supporter") == "ally"
