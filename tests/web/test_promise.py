"""The promise: words that anybody understands, then exact ones; each number by the rules."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from beside import cli
from beside.holdings import public_holdings
from beside.program.models import Member, Policy, Role
from beside.rules import clocks, retention
from beside.rules.holds import DAYS
from beside.web import promise
from tests.cast import Cast
from tests.referrals.making import received
from tests.referrals.visitor import Visitor

ROOT = Path(__file__).resolve().parents[2]
UNSAID = {
    "": r"keys?|keyring|fold(?:ed|s)?|sweep|epoch|planes?|database|encrypt\w*|seal(?:ed|s)?|root|"
    r"handle|purge|retention",
    "/es": r"llaves?|llaveros?|plegad\w+|plieg\w+|barrid\w+|época|planos?|base de datos|cifrad\w+|"
    r"sell(?:o|ad)\w*|raíz|purga\w*|retención",
}


@pytest.fixture
def visitor(cast: Cast) -> Visitor:
    return Visitor()


def parts(visitor: Visitor, language: str = "") -> tuple[str, str]:
    """The plain part and the exact one, as they are read."""
    page = visitor.open(f"{language}/promise/")
    body = page.content.decode()
    plain, exact = body.split('id="plain"')[1].split('id="exact"')
    read = [re.sub(r"<[^>]+>", " ", f"<p {one}") for one in (plain, exact.split("</main>")[0])]
    return " ".join(read[0].split()), " ".join(read[1].split())


@pytest.mark.parametrize("language", UNSAID)
def test_the_plain_part_uses_no_word_of_the_machine(visitor: Visitor, language: str) -> None:
    unsaid = re.compile(rf"\b(?:{UNSAID[language]})\b", re.IGNORECASE)
    plain, exact = parts(visitor, language)
    assert not unsaid.search(plain)
    assert unsaid.search(exact), "the control: the exact part does"


def test_its_times_are_those_of_policy_and_rules(visitor: Visitor) -> None:
    Policy.objects.update(keep_days=31, image_days=9)
    plain, exact = parts(visitor)
    assert "After 31 days at most" in plain
    assert f"for {clocks.UNDO.seconds // 60} minutes" in plain
    assert "kept here for 9 days" in plain
    assert "its day 31 falls" in exact
    assert "closes 9 days after forgetting, and 40 days after a request came" in exact
    assert f"after {DAYS} days unless two renew it" in exact
    Policy.objects.update(keep_days=400)
    assert f"After {retention.LONGEST_DAYS} days at most" in parts(visitor)[0]


def test_a_window_that_is_not_known_is_not_guessed(visitor: Visitor) -> None:
    assert "this window is not known" in parts(visitor)[1]
    Policy.objects.update(image_days=0)
    exact = parts(visitor)[1]
    assert "not known" not in exact
    assert "closes in the moment of forgetting, 60 days after a request came" in exact


def test_who_can_see_a_name_is_counted(visitor: Visitor) -> None:
    assert "two people who run the program can open your name" in parts(visitor)[0]
    Member.objects.create_member("eve@example.edu", "Eve", Role.COORDINATOR)
    assert "three people who run the program can open your name" in parts(visitor)[0]


def test_the_guideline_is_named_and_what_was_not_entered_is_said(visitor: Visitor) -> None:
    Policy.objects.update(guideline_version="7b")
    exact = parts(visitor)[1]
    assert "Guideline 7b is in force." in exact
    assert "Since which day, and by whose authority, has not been entered here" in exact


@pytest.mark.parametrize(
    ("day", "by", "says"),
    [
        (date(2026, 7, 1), "the board", "It has been so since 1 July 2026, adopted by the board."),
        (date(2026, 7, 1), "", "since 1 July 2026. By whose authority has not been entered here"),
        (None, "the board", "adopted by the board. Since which day has not been entered here"),
    ],
)
def test_since_when_and_by_whom_the_guideline_stands_is_said_once_it_is_entered(
    visitor: Visitor, day: date | None, by: str, says: str
) -> None:
    Policy.objects.update(guideline_on=day, guideline_by=by)
    exact = parts(visitor)[1]
    assert says in exact
    assert "Since which day, and by whose authority" not in exact


def test_what_the_law_here_says_is_said_in_the_programs_own_words_only(visitor: Visitor) -> None:
    assert "Nothing here is a statement about privilege" in parts(visitor)[1]
    Policy.objects.update(law_here="What the statute of this state says.")
    exact = parts(visitor)[1]
    assert "What the statute of this state says. So the program puts it, for the law here." in exact
    assert "Beyond the program’s own words above, nothing here is a statement" in exact


def test_who_pays_is_said_in_the_programs_own_words_and_what_they_see_in_ours(
    visitor: Visitor,
) -> None:
    theirs = "This site gives them the figures that anyone can read, and nothing else"
    assert "Who pays for this" not in parts(visitor)[0]
    assert theirs not in parts(visitor)[0]
    Policy.objects.update(paid_by="The office of graduate education.")
    plain = parts(visitor)[0]
    assert "The office of graduate education. So the program puts it." in plain
    assert theirs in plain


def test_every_entry_of_the_contents_leads_to_a_place_on_the_page(visitor: Visitor) -> None:
    body = visitor.open("/promise/").content.decode()
    entries = re.findall(r'<a href="#([\w-]+)">', body)
    assert len(entries) > 10
    for one in entries:
        assert body.count(f'id="{one}"') == 1, one


def test_every_way_to_check_that_it_names_exists() -> None:
    targets = (ROOT / "Makefile").read_text()
    for name, _says in (*promise.COMMANDS, (promise.IMAGES, "")):
        program, verb, *_options = name.split()
        if program == "beside":
            assert verb in cli.commands(), name
        else:
            assert program == "make"
            assert re.search(rf"^{verb}:", targets, re.MULTILINE), name
    for name, _says in promise.DOCUMENTS:
        assert (ROOT / name).exists(), name


def test_somebody_who_asks_changes_nothing_that_can_be_seen(cast: Cast, visitor: Visitor) -> None:
    before = visitor.open("/promise/").content
    received(cast)
    assert visitor.open("/promise/").content == before


def test_numbers_of_people_are_bands(cast: Cast) -> None:
    planes = promise.planes(public_holdings())
    rows = {str(what): number for _plane, rows in planes for what, number in rows}
    assert rows["People who can sign in"] == "1 to 10"
    assert rows["On the roster"] == "1 to 10"
    assert rows["Not counted here: it moves with each visit"] == ""
