"""A page that nobody should read just now leaves no link behind that leads nowhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

import beside
from beside.learning import actions
from beside.learning.rendering import draft, draft_sources
from beside.learning.shipped import LANGUAGES, Words
from beside.learning.standing import Library
from tests.cast import NOW, Cast
from tests.desk.conftest import AsMember
from tests.learning.conftest import Read

ROOT = Path(beside.__file__).parent
HIDDEN = "confidentiality"
FULL = Words("Ours", "In short.", f"See [one page](/learn/{HIDDEN}/#ends) of ours.", "")


def links(html: str) -> list[str]:
    return re.findall(r'href="([^"#?]*/learn/[^"#?]*)', html)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("hidden", ["confidentiality", "how-common", "references"])
def test_every_page_and_the_index_link_only_to_what_can_be_read(
    cast: Cast, read: Read, language: str, hidden: str
) -> None:
    actions.hide(hidden, by=cast.lea, at=NOW)
    pages = ["/learn/", *(f"/learn/{one}/" for one in sorted(Library().readable()))]
    for address in pages:
        html = read(address, language).content.decode()
        assert f"/learn/{hidden}/" not in html, address
        for one in set(links(html)):
            assert Client().get(one).status_code == 200, (address, one)


def test_the_words_of_the_link_stay_and_it_is_a_link_again_when_the_page_is_back(
    cast: Cast, read: Read
) -> None:
    link = '<a href="/learn/confidentiality/" rel="noopener noreferrer">one page</a>'
    assert link in read("/learn/for-residents/").content.decode()
    actions.hide(HIDDEN, by=cast.lea, at=NOW)
    page = read("/learn/for-residents/").content.decode()
    assert "They are on one page." in page
    actions.show(HIDDEN, by=cast.lea, at=NOW)
    assert link in read("/learn/for-residents/").content.decode()


@pytest.mark.parametrize(
    "href",
    ["/learn/gone/", "/learn/gone", "/learn/gone/?a=b#c", "/es/learn/gone/", "/learn/%67one/"],
)
def test_however_it_is_written_it_is_only_its_words(href: str) -> None:
    for readable, is_link in ((frozenset({"here"}), False), (frozenset({"gone"}), True)):
        html = draft(f"See [this **page**]({href}) and [all](/learn/).", "en", readable)
        assert (">this <strong>page</strong></a>" in html) is is_link, html
        assert "this <strong>page</strong>" in html
        assert '<a href="/learn/" rel="noopener noreferrer">all</a>' in html
        [line] = draft_sources(f"[Ours]({href}). PMID 1.", "en", readable)
        assert (">Ours</a>" in line) is is_link
        assert "pubmed.ncbi.nlm.nih.gov/1/" in line


@pytest.mark.parametrize(
    "href", ["/promise/", "/for-me/", "/nowhere/", "https://a.example/learn/x/"]
)
def test_other_links_are_left_as_they_are(href: str) -> None:
    assert f'href="{href}"' in draft(f"[x]({href})", "en", frozenset())


@pytest.mark.usefixtures("clock")
def test_whoever_writes_sees_it_as_a_reader_does(cast: Cast, as_member: AsMember) -> None:
    actions.add("ours", "en", FULL, by=cast.cora, at=NOW)
    desk = as_member(cast.cora)
    look = "/desk/pages/ours/en/versions/?number=1"
    assert f"/learn/{HIDDEN}/" in desk.go(look).text
    actions.hide(HIDDEN, by=cast.lea, at=NOW)
    page = desk.go(look).text
    assert f"/learn/{HIDDEN}/" not in page
    assert "See one page of ours." in page


def test_with_every_page_hidden_the_list_and_the_guide_still_stand(cast: Cast, read: Read) -> None:
    for slug in Library().slugs():
        actions.hide(slug, by=cast.lea, at=NOW)
    for address in ("/learn/", "/guide/page/", "/to-print/"):
        answer = read(address)
        assert answer.status_code == 200
        assert set(links(answer.content.decode())) <= {"/learn/", "/es/learn/"}


def test_no_other_page_names_one_to_read() -> None:
    """The list, a page's way on and the desk do, and only where it is there."""
    may = {"learning/index.html", "learning/page.html", "desk/learn_place.html"}
    found = {
        "/".join(path.parts[-2:])
        for path in ROOT.rglob("*")
        if path.suffix in {".html", ".py", ".txt"}
        and re.search(r"learning:page['\"]|/learn/\w", path.read_text())
    }
    assert found == may | {"learning/rendering.py"}
