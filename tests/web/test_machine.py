"""What the administrator reads of the machine."""

from __future__ import annotations

from django.test import Client

from beside.web.machine import on_a_page
from tests.cast import Cast

ADDRESS = "/machine/"


def test_what_is_to_be_typed_is_set_apart_and_nothing_in_it_is_markup() -> None:
    assert on_a_page("Run `beside work`; `<b>` not.") == (
        "Run <code>beside work</code>; <code>&lt;b&gt;</code> not."
    )
    assert on_a_page("A lone ` stays.") == "A lone ` stays."


def test_the_page_shows_no_sign_that_only_a_prompt_knows(cast: Cast, client: Client) -> None:
    client.force_login(cast.ann)
    page = client.get(ADDRESS).content.decode()
    assert "<code>beside" in page
    assert "`" not in page


def test_in_another_language_it_says_why_what_was_found_is_in_english(
    cast: Cast, client: Client
) -> None:
    client.force_login(cast.ann)
    spanish = client.get(f"/es{ADDRESS}").content.decode()
    assert "Lo encontrado está en inglés" in spanish
    assert '<ul lang="en">' in spanish
    assert "stands in English" not in client.get(ADDRESS).content.decode()
