"""The program's own short list of topics."""

from __future__ import annotations

import pytest
from django.test import Client

from beside.audit.models import Administration
from beside.installing import first_words
from beside.program.models import Vocabulary
from beside.talks import actions
from beside.talks.actions import LastTopic, NotTheirs
from beside.talks.models import FIRST_TOPICS, Topic
from tests.cast import NOW, Cast
from tests.desk.pages import AsMember, Desk
from tests.talks.making import topic


def test_one_more_stands_at_the_end(cast: Cast, cora: Desk) -> None:
    topic("First")
    cora.go("/desk/talks/topics/")
    page = cora.post(
        "/desk/talks/topics/",
        {**cora.form("/desk/talks/topics/").fields, "what": "add", "name": "Nights"},
    )
    assert [one.name for one in Topic.objects.all()] == ["First", "Nights"]
    assert "Nights" in page
    assert Administration.objects.filter(verb="add_topic", member_id=cast.cora.pk).exists()


def test_one_is_taken_off_and_put_back(cast: Cast, cora: Desk) -> None:
    one = topic("Nights")
    topic("Zeal")
    cora.go("/desk/talks/topics/")
    page = cora.send("/desk/talks/topics/", press="Take it off", what="retire")
    assert "not offered" in page
    assert not Topic.objects.get(pk=one.pk).is_offered
    cora.go("/desk/talks/topics/")
    cora.send("/desk/talks/topics/", press="Put it back", what="offer")
    assert Topic.objects.get(pk=one.pk).is_offered


def test_the_last_one_stays(cast: Cast, cora: Desk) -> None:
    """Without one nobody could ask."""
    topic("Nights")
    cora.go("/desk/talks/topics/")
    page = cora.send("/desk/talks/topics/", press="Take it off", what="retire")
    assert "This is the last topic, so it stays" in page
    assert Topic.objects.get().is_offered
    with pytest.raises(LastTopic):
        actions.offer_topic(topic("Nights"), False, by=cast.lea, at=NOW)


def test_added_once_more_it_is_offered_again_and_there_once(cast: Cast) -> None:
    topic()
    one = topic("Nights")
    actions.offer_topic(one, False, by=cast.lea, at=NOW)
    again = actions.add_topic("Nights", by=cast.lea, at=NOW)
    assert again.pk == one.pk
    assert Topic.objects.get(name="Nights").is_offered


def test_an_empty_one_is_asked_for_again(cast: Cast, cora: Desk) -> None:
    cora.go("/desk/talks/topics/")
    page = cora.send("/desk/talks/topics/", what="add", name=" ")
    assert page.status == 422
    assert "Please write the topic." in page


@pytest.mark.parametrize("number", ["", "none", "99999", "9" * 30])
def test_one_that_is_not_there_is_not_there(cast: Cast, cora: Desk, number: str) -> None:
    topic()
    cora.go("/desk/talks/topics/")
    assert cora.send("/desk/talks/topics/", what="retire", topic=number).status == 404


def test_a_supporter_keeps_no_list(cast: Cast, as_member: AsMember) -> None:
    with pytest.raises(NotTheirs):
        actions.add_topic("Nights", by=cast.sue.member, at=NOW)
    with pytest.raises(NotTheirs):
        actions.offer_topic(topic(), False, by=cast.sue.member, at=NOW)
    assert as_member(cast.sue.member).go("/desk/talks/topics/").status == 404


def test_a_new_installation_begins_with_a_few_and_takes_none_back(installation: object) -> None:
    first_words(NOW)
    assert Topic.objects.count() == len(FIRST_TOPICS)
    Topic.objects.exclude(position=0).delete()
    first_words(NOW)
    assert Topic.objects.count() == 1


def test_a_topic_is_said_in_each_language_and_said_anew_when_it_is_added_again(
    cast: Cast, cora: Desk
) -> None:
    address = "/desk/talks/topics/"

    def add(**names: str) -> None:
        cora.go(address)
        cora.post(address, {**cora.form(address).fields, "what": "add", **names})

    add(name="Nights", name_es="Las noches")
    assert "Las noches" in cora.go(f"/es{address}")
    assert "Nights" in cora.go(address)
    add(name="Nights")
    assert "Las noches" in cora.go(f"/es{address}"), "an empty box takes nothing away"
    add(name="Nights", name_es="Las guardias")
    assert "Las guardias" in cora.go(f"/es{address}")
    assert Topic.objects.filter(name="Nights").count() == 1


@pytest.mark.parametrize(
    "names", [{"name": "Weekends", "name_es": "las NOCHES"}, {"name": "Las noches"}]
)
def test_no_two_topics_are_read_alike_in_any_language(
    cast: Cast, cora: Desk, names: dict[str, str]
) -> None:
    address = "/desk/talks/topics/"
    Topic.objects.create(name="Nights", translated={"es": {"name": "Las noches"}})
    cora.go(address)
    page = cora.post(address, {**cora.form(address).fields, "what": "add", **names})
    assert page.status == 422
    assert "There is one of this name already." in page
    assert Topic.objects.filter(name=names["name"]).count() == 0


def test_a_site_that_calls_peer_support_otherwise_talks_about_it_in_its_word(
    client: Client, cast: Cast
) -> None:
    first_words(NOW)
    Vocabulary.objects.create(term="peer_support", language="en", singular="colleague care")
    assert "What colleague care is" in client.get("/talk/").content.decode()
