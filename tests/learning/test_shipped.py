"""The shipped pages: whole in both languages, each figure with its source, in the house's words."""

from __future__ import annotations

import re
import tomllib

import pytest
from django.test import Client

from beside.learning import shipped
from beside.learning.rendering import draft, draft_sources
from beside.learning.shipped import FOLDER, LANGUAGES, Shipped
from tests.cast import Cast
from tests.house.test_words import UNSAID

TEXTS = list(shipped.texts().values())
CATALOGUE = tomllib.loads((FOLDER / "sources.toml").read_text())
ASKED_FOR = {
    "what-happens-to-us",
    "how-common",
    "what-helps",
    "lawsuits-and-complaints",
    "for-residents",
    "leading-a-team",
    "talking-to-a-colleague",
    "what-peer-support-is",
    "confidentiality",
    "references",
}
_CITED = re.compile(r"\(([A-Z][^()]*?\b(?:19|20)\d\d[^()]*)\)")
_ONE = re.compile(r"([A-Z][\w-]*(?: [A-Z][\w-]*)?) (\d{4})")


def ids(one: Shipped) -> str:
    return f"{one.language}/{one.slug}"


def front(one: Shipped) -> list[str]:
    """The short names of the sources, as the file has them."""
    text = (FOLDER / one.language / f"{one.slug}.md").read_text()
    return re.search(r"^sources: (.*)$", text, re.MULTILINE)[1].split()  # type: ignore[index]


def test_every_page_that_was_asked_for_is_there_in_every_language() -> None:
    for language in LANGUAGES:
        assert {one.slug for one in TEXTS if one.language == language} == ASKED_FOR
    for slug in ASKED_FOR:
        assert len({one.order for one in TEXTS if one.slug == slug}) == 1


@pytest.mark.parametrize("one", TEXTS, ids=ids)
def test_a_page_has_a_title_a_summary_a_text_and_sources(one: Shipped) -> None:
    assert one.words.title
    assert 20 < len(one.words.summary) < 300
    assert len(one.words.body) > 800
    assert one.words.sources


@pytest.mark.parametrize("one", TEXTS, ids=ids)
def test_what_a_page_cites_stands_among_its_sources(one: Shipped) -> None:
    named = {name.replace("-", " ") for name in front(one)}
    for group in _CITED.findall(one.words.body):
        for who, year in _ONE.findall(group):
            assert f"{who.lower().replace('-', ' ')} {year}" in named, (group, who)


@pytest.mark.parametrize("one", TEXTS, ids=ids)
def test_a_paragraph_with_a_count_of_people_says_where_it_is_from(one: Shipped) -> None:
    if one.slug in ("references", "confidentiality"):
        return
    for paragraph in re.split(r"\n\n|\n(?=- )", one.words.body):
        if re.search(r"\b\d+ (?:of|in|de cada) 100\b", paragraph):
            assert re.search(r"\b(?:19|20)\d\d\b", paragraph) or _CITED.search(one.words.body)


@pytest.mark.parametrize("one", TEXTS, ids=ids)
def test_a_page_uses_no_word_that_we_do_not_use(one: Shipped) -> None:
    text = f"{one.words.title}\n{one.words.summary}\n{one.words.body}"
    assert not UNSAID.search(text)
    assert "!" not in text
    assert "¡" not in text
    unsaid = r"totalmente confidencial|protegid\w+ por (?:la )?ley|paciente|víctima|resilien"
    assert not re.search(unsaid, text, re.IGNORECASE)


@pytest.mark.parametrize("slug", sorted(ASKED_FOR))
def test_both_languages_say_the_same_figures_and_lead_to_the_same_pages(slug: str) -> None:
    def figures(language: str) -> list[int]:
        body = shipped.texts()[slug, language].words.body
        found = re.findall(r"\d+(?:[,\u00a0 ]\d{3})*", body)
        return sorted(int(re.sub(r"\D", "", one)) for one in found)

    def links(language: str) -> list[str]:
        return sorted(re.findall(r"\]\((/[^)]*)\)", shipped.texts()[slug, language].words.body))

    assert figures("es") == figures("en")
    assert links("es") == links("en")
    assert front(shipped.texts()[slug, "es"]) == front(shipped.texts()[slug, "en"])


def test_every_link_to_a_page_of_ours_leads_to_one(cast: Cast) -> None:
    links = {link for one in TEXTS for link in re.findall(r"\]\((/[^)]*)\)", one.words.body)}
    assert len(links) > 8
    for link in sorted(links):
        assert Client().get(link).status_code == 200, link


def test_every_source_says_what_was_seen_of_it_and_is_used() -> None:
    used = {name for one in TEXTS for name in front(one)}
    assert used == set(CATALOGUE)
    for name, one in CATALOGUE.items():
        assert one["seen"], name
        for doi in re.findall(r"doi:(\S+?)\.?(?=\s|$)", one["is"]):
            assert re.fullmatch(r"10\.\d{4,9}/\S+", doi), name
        [line] = draft_sources(one["is"], "en", frozenset())
        assert line


@pytest.mark.parametrize("one", TEXTS, ids=ids)
def test_who_is_named_in_the_text_is_found_in_the_list_below_it(one: Shipped) -> None:
    for name, year in re.findall(
        r"(?:[(] ?|, )([A-Z][\w-]+(?: [A-Z]\w+)?) (\d{4})", one.words.body
    ):
        key = f"{name.lower().replace(' ', '-')}-{year}"
        assert key in front(one), name
        line = CATALOGUE[key]["is"]
        assert name.isupper() or name in line, f"{name}: {line}"
        assert year in line


def test_where_an_identifier_was_not_seen_none_is_printed() -> None:
    for name, one in CATALOGUE.items():
        if "DOI" in one["seen"]:
            assert "doi:" not in one["is"], name


def test_the_references_list_everything(cast: Cast) -> None:
    assert set(front(shipped.texts()["references", "en"])) == set(CATALOGUE)


@pytest.mark.parametrize("one", TEXTS, ids=ids)
def test_no_mark_is_left_over_in_the_text(one: Shipped) -> None:
    words = re.sub(r"<[^>]*>", "", draft(one.words.body, one.language, frozenset()))
    assert not re.search(r"\*\*|\]\(|^#", words, re.MULTILINE)


# What the founding text names, in the words of the pages.
FOUNDING = {
    "what-happens-to-us": (
        "Shock, fear, anger, sadness, guilt", "hard to keep your mind on", "Thoughts turn against",
        "sleep badly", "stomach hurts", "worn out", "You stay away", "check again",
        "defensive medicine", "leaving medicine",
    ),
    "how-common": ("100,000 to 210,000", "54 percent", "IOM 2000", "James 2013"),
    "what-helps": (
        "easier to get to than a therapist", "closer to others", "easier to ask for help",
        "suicide", "One to one, before any group", "PTSD", "has stood where you stand",
    ),
    "references": (
        "Bruce 2005", "Pfeiffer 2011", "Plews-Ogan 2013", "Plews-Ogan 2016", "Shapiro 2012",
        "Shapiro and Galowitz 2016", "Center for Professionalism and Peer Support",
        "Academic Medicine Podcast",
    ),
}  # fmt: skip


@pytest.mark.parametrize("slug", FOUNDING)
def test_what_the_founding_text_names_is_there(slug: str) -> None:
    body = shipped.texts()[slug, "en"].words.body
    for named in FOUNDING[slug]:
        assert named in body, named


def test_everything_on_the_founding_list_can_be_found_from_its_entry() -> None:
    listed = (
        "hu-2012", "shapiro-2016", "bruce-2005", "pfeiffer-2011", "plews-ogan-2013",
        "plews-ogan-2016", "brigham-cpps", "podcast",
    )  # fmt: skip
    for name in listed:
        assert re.search(r"doi:10\.|<https?://", CATALOGUE[name]["is"]), name
