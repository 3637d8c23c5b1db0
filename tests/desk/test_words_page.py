"""The lead's pages for the site's own words, and for who answers at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from beside.desk import vocabulary
from beside.program import words as mechanism
from beside.program.models import CrisisContact, Member, Vocabulary
from tests.cast import Cast
from tests.referrals.visitor import HERE, token_on, words

WORDS, NUMBERS = "/desk/words/", "/desk/numbers/"
ALLY = {"one_supporter": "ally", "many_supporter": "allies"}


@pytest.fixture(autouse=True)
def _in_our_words() -> Iterator[None]:
    yield
    mechanism.forget_process_state()


@pytest.fixture
def lea(cast: Cast) -> Client:
    return browser(cast.lea)


def browser(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def seen_on(page: Any) -> str:
    """The sign of what stood on the page, which its form brings back."""
    found = re.search(r'name="seen" value="([^"]+)"', page.content.decode())
    assert found
    return found.group(1)


def send(client: Client, address: str, **fields: Any) -> Any:
    page = client.get(address)
    given = {"once": token_on(page), "seen": seen_on(page), **fields}
    return client.post(address, given, headers=HERE)


def test_she_sees_the_sentences_before_anything_changes(lea: Client) -> None:
    page = words(send(lea, WORDS, go="look", **ALLY))
    assert "So it would read Allies are clinicians who work here" in page
    assert "An ally is being asked, without your name" in page
    assert not Vocabulary.objects.exists()
    assert "Peer supporters are clinicians" in words(lea.get("/"))


def test_she_says_so_and_every_page_says_it_her_way(lea: Client) -> None:
    answer = send(lea, WORDS, go="use", **ALLY)
    assert answer.status_code == 302
    page = lea.get(answer.headers["Location"])
    assert "every page says it your way" in words(page)
    assert 'value="allies"' in page.content.decode()
    assert "Instead of “peer supporter”" in words(page), "the label says our word, not hers"
    assert "Allies are clinicians" in words(lea.get("/"))


def test_what_is_emptied_is_ours_again(lea: Client) -> None:
    send(lea, WORDS, go="use", **ALLY)
    send(lea, WORDS, go="use")
    assert not Vocabulary.objects.exists()
    assert "Peer supporters are clinicians" in words(lea.get("/"))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"one_supporter": "ally"}, "Please give the word for several as well."),
        ({"many_supporter": "allies"}, "Please give the word for one as well."),
        ({"one_campus": "<b>", "many_campus": "sites"}, "a sign here would break pages"),
        ({"one_lead": "x" * 41, "many_lead": "y"}, "longer than a word should be"),
    ],
)
def test_a_mistake_is_said_beside_the_word_and_everything_stays(
    lea: Client, typed: dict[str, str], said: str
) -> None:
    page = send(lea, WORDS, go="use", one_clinician="healer", many_clinician="healers", **typed)
    assert page.status_code == 422
    assert said in words(page)
    assert 'value="healers"' in page.content.decode()
    assert not Vocabulary.objects.exists()


def test_the_sentences_show_each_term(cast: Cast) -> None:
    shown = " ".join(vocabulary.SENTENCES).lower()
    for term, own in mechanism.TERMS.items():
        assert own.one in shown or own.many in shown or term == "peer_support"


@pytest.mark.parametrize("address", [WORDS, NUMBERS])
@pytest.mark.parametrize("name", ["cora", "ann"])
def test_for_others_there_is_no_such_page(cast: Cast, name: str, address: str) -> None:
    assert browser(getattr(cast, name)).get(address).status_code == 404


# ---- who answers at once ----


def lines(*given: tuple[str, str]) -> dict[str, str]:
    fields = {"form-TOTAL_FORMS": "6", "form-INITIAL_FORMS": "0"}
    for place, (name, number) in enumerate(given):
        fields |= {f"form-{place}-name": name, f"form-{place}-number": number}
        fields[f"form-{place}-way"] = "both"
    return fields


def test_our_two_are_there_to_begin_with(lea: Client) -> None:
    body = lea.get(NUMBERS).content.decode()
    assert 'value="988"' in body
    assert 'value="911"' in body


def test_what_she_enters_stands_on_every_page(lea: Client) -> None:
    answer = send(lea, NUMBERS, **lines(("Lifeline", "988"), ("Chaplain", "503 555 0160")))
    assert answer.status_code == 302
    assert list(CrisisContact.objects.values_list("name", "position")) == [
        ("Lifeline", 0),
        ("Chaplain", 1),
    ]
    assert "Chaplain" in words(Client().get("/help-now/"))
    assert 'value="503 555 0160"' in lea.get(NUMBERS).content.decode()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (("Chaplain", ""), "Please give the number too"),
        (("", "988"), "Please say who answers there."),
        (("Chaplain", "soon"), "There is no digit in this number."),
    ],
)
def test_half_a_line_is_said_and_nothing_is_lost(
    lea: Client, line: tuple[str, str], said: str
) -> None:
    page = send(lea, NUMBERS, **lines(("Lifeline", "988"), line))
    assert page.status_code == 422
    assert said in words(page)
    assert 'value="Lifeline"' in page.content.decode()
    assert not CrisisContact.objects.exists()


def folds(page: Any) -> list[str]:
    """Each line of the page, from how it stands to what is in it."""
    return re.findall(r"<details.*?</details>", page.content.decode(), re.DOTALL)


def test_each_line_is_folded_under_whom_it_names(lea: Client) -> None:
    one, two, three, *more = folds(lea.get(NUMBERS))
    assert "988" in one.split("</summary>")[0]
    assert "911" in two.split("</summary>")[0]
    assert "nobody yet" in three.split("</summary>")[0]
    assert len(more) == 3
    assert not any(line.startswith("<details open") for line in (one, two, three, *more))


def test_a_line_with_a_mistake_stands_open_and_the_head_of_the_page_leads_into_it(
    lea: Client,
) -> None:
    wrong = lines(("Lifeline", "988"), ("Chaplain", ""), ("", "503 555 0160"))
    page = send(lea, NUMBERS, **wrong)
    stand = [line.startswith("<details open") for line in folds(page)]
    assert stand == [False, True, True, False, False, False]
    told = page.content.decode().split('class="errors"')[1].split("</div>")[0]
    assert re.findall(r'href="#([^"]+)">([^<]+)<', told) == [
        ("id_form-1-number", "2. Number"),
        ("id_form-2-name", "3. Who answers"),
    ]
    assert 'id="id_form-1-number"' in folds(page)[1]
    assert 'id="id_form-2-name"' in folds(page)[2]
    assert page.content.decode().count('class="errors"') == 1, "one list for all lines"


def test_each_box_has_that_of_its_translation_beside_it(lea: Client) -> None:
    one = folds(lea.get(NUMBERS))[0]
    rows = one.split('<div class="pair">')[1:]
    beside = [re.findall(r' name="form-0-(\w+)"', row) for row in rows]
    assert beside == [["name", "name_es"], ["number", "way"], ["says", "says_es"]]


def test_a_form_that_lost_its_lines_changes_nothing(lea: Client) -> None:
    send(lea, NUMBERS, **lines(("Lifeline", "988")))
    page = send(lea, NUMBERS)
    assert page.status_code == 422
    assert 'value="Lifeline"' in page.content.decode()
    assert CrisisContact.objects.count() == 1


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_two_boxes_are_called_the_same(lea: Client, language: str) -> None:
    for where in ("", "/es"):
        page = lea.get(f"{where}{WORDS}?language={language}").content.decode()
        labels = re.findall(r'<label for="[^"]*">([^<]*)<', page)
        assert len(labels) > 10
        assert len(set(labels)) == len(labels)
