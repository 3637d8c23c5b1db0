"""Two act at once on talks and topics, and what either did stands."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import QuerySet

from beside.rules.talks import ASKED_DAYS
from beside.talks import actions, due
from beside.talks.actions import LastTopic
from beside.talks.models import Topic
from beside.utilization.actions import AlreadyPublished, publish
from beside.utilization.models import Line, PublishedYear, Table
from tests.cast import NOW, Cast
from tests.meanwhile import Other, after
from tests.talks.making import CONTACT, asked_for, topic

LATER = NOW + timedelta(days=ASKED_DAYS + 1)
TABLES = {Table.TOTAL: {Line.ALL: 40}}
apart = pytest.mark.django_db(transaction=True)


def test_a_talk_that_gets_a_day_while_old_contacts_go_keeps_whom_to_answer(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = asked_for(cast)

    def plan() -> None:
        on = (LATER + timedelta(days=20)).date()
        type(talk).objects.filter(pk=talk.pk).update(on=on, edition=talk.edition + 1)

    after(monkeypatch, due, "contact_until", plan)
    assert due.forget_contacts(LATER) == 0
    talk.refresh_from_db()
    assert talk.contact == CONTACT


@pytest.mark.postgres
@apart
def test_two_who_take_off_the_last_two_topics_leave_one(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = topic("Nights"), topic("Zeal")
    other = Other(lambda: actions.offer_topic(two, False, by=cast.lea, at=NOW))
    after(monkeypatch, QuerySet, "exists", other.has_a_moment)
    actions.offer_topic(one, False, by=cast.lea, at=NOW)
    other.join()
    assert isinstance(other.refused, LastTopic)
    assert Topic.objects.filter(is_offered=True).count() == 1


@pytest.mark.postgres
@apart
def test_two_who_publish_a_year_at_once_publish_it_once(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Other(lambda: publish(2025, TABLES, by=cast.lea, at=NOW))
    after(monkeypatch, PublishedYear.objects, "create", other.has_a_moment)
    publish(2025, TABLES, by=cast.lea, at=NOW)
    other.join()
    assert isinstance(other.refused, AlreadyPublished)
    assert PublishedYear.objects.count() == 1
