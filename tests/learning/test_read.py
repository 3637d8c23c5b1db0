"""What a reader gets: the list, a page with its sources, in their language, and the way on."""

from __future__ import annotations

import re

import pytest

from beside.learning import actions, shipped
from beside.learning.shipped import Words
from tests.cast import NOW, Cast
from tests.learning.conftest import Read

LIGHTEST = 60_000
SLUGS = sorted(shipped.orders())
OWN = Words("Our coffee hour", "Thursdays.", "Come by. [Our promise](/promise/)\n")


def test_the_list_has_every_page_in_its_order(read: Read) -> None:
    text = read("/learn/").content.decode()
    found = re.findall(r'href="/learn/([a-z-]+)/"', text)
    assert found == sorted(shipped.orders(), key=lambda slug: shipped.orders()[slug])
    assert "What happens to us" in text


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("slug", SLUGS)
def test_a_page_is_light_sets_no_cookie_and_ends_with_one_thing_to_do(
    read: Read, slug: str, language: str
) -> None:
    answer = read(f"/learn/{slug}/", language)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert len(answer.content) < LIGHTEST
    assert not answer.cookies
    assert answer["Cache-Control"] == "private, max-age=300"
    assert shipped.texts()[slug, language].words.title in text
    after = text.split("</article>")[1]
    assert after.count('class="button"') == 1
    for door in ("/for-me/", "/for-a-colleague/", "/event/"):
        assert f'href="{"" if language == "en" else "/es"}{door}"' in after
    assert text.count("<h1>") == 1


def test_the_last_page_leads_on_to_the_first(read: Read) -> None:
    assert "Read on: What happens to us" in read("/learn/references/").content.decode()
    assert "Read on: How common it is" in read("/learn/what-happens-to-us/").content.decode()


def test_sources_are_links(read: Read) -> None:
    text = read("/learn/what-happens-to-us/").content.decode()
    assert 'href="https://doi.org/10.1097/PTS.0000000000000589"' in text
    assert 'rel="noopener noreferrer"' in text


def test_somebody_who_reads_spanish_gets_spanish(read: Read) -> None:
    text = read("/learn/what-helps/", "es").content.decode()
    assert "Qué ayuda y qué no" in text
    assert '<html lang="es"' in text
    assert "not here in your language" not in text


def test_where_a_page_is_not_in_a_language_it_comes_in_english_and_says_so(
    read: Read, cast: Cast
) -> None:
    actions.add("our-coffee-hour", "en", OWN, by=cast.cora, at=NOW)
    text = read("/learn/our-coffee-hour/", "es").content.decode()
    assert "Esta página todavía no está aquí en su idioma" in text
    assert re.search(r'<article[^>]* lang="en"', text)
    assert "not here in your language" not in read("/learn/our-coffee-hour/").content.decode()


def test_a_page_only_in_spanish_is_still_there_for_others(read: Read, cast: Cast) -> None:
    actions.add("cafe", "es", Words("Café", "", "Venga.\n"), by=cast.cora, at=NOW)
    assert re.search(r'<article[^>]* lang="es"', read("/learn/cafe/").content.decode())


@pytest.mark.parametrize("address", ["/learn/none/", "/learn/WHAT-HELPS/", "/learn/en/"])
def test_there_is_no_other_page(read: Read, address: str) -> None:
    assert read(address).status_code == 404


def test_what_the_program_wrote_is_what_is_read(read: Read, cast: Cast) -> None:
    words = Words("What helps us", "Short.", "## Here\n\nOur words.\n", "A book.\nAnother.")
    actions.write("what-helps", "en", words, base=0, by=cast.lea, at=NOW)
    text = read("/learn/what-helps/").content.decode()
    assert "<h2>Here</h2>" in text
    assert "<li>Another.</li>" in text
    assert "Qué ayuda" in read("/learn/what-helps/", "es").content.decode()


def test_who_wrote_a_page_is_not_told_to_readers(read: Read, cast: Cast) -> None:
    actions.write("what-helps", "en", OWN, base=0, by=cast.lea, at=NOW)
    text = read("/learn/what-helps/").content.decode()
    assert not re.search(r"\bLea\b", text)


def test_a_member_sees_a_change_at_once(cast: Cast, cora: object) -> None:
    answer = cora.client.get("/learn/what-helps/")  # type: ignore[attr-defined]
    assert answer["Cache-Control"] == "no-store"


def test_home_and_every_foot_lead_here(read: Read) -> None:
    home = read("/").content.decode()
    assert home.count('href="/learn/"') == 2
    assert 'href="/learn/"' in read("/help-now/").content.decode()


@pytest.mark.parametrize("slug", SLUGS)
def test_a_page_asks_the_database_five_times(
    read: Read, slug: str, django_assert_max_num_queries: object
) -> None:
    """Its own text and whether it stands; and for the frame the policy, the words, who answers."""
    with django_assert_max_num_queries(5):  # type: ignore[operator]
        read(f"/learn/{slug}/")
