"""Sentences that promise a time: each number from the rules, none written by hand."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

import beside
from beside.doors.said import SENTENCES
from beside.learning import shipped
from beside.program.promised import LIMITS, until_undone, within
from beside.rules import budgets, clocks, holds, retention

ROOT = Path(beside.__file__).parent
NUMBER = r"\d+|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|sixty|ninety|a few"
TIME = re.compile(
    rf"\b({NUMBER})[ -](idle )?(minutes?|hours?|days?|weeks?|months?|years?)\b|"
    r"\b(within|in) (minutes|hours|days|weeks)\b|\bfor a (week|month|year)\b",
    re.IGNORECASE,
)

# What promises nothing of ours, or is a choice and not a promise; each with its reason.
MAY_STAND = {
    "These are the last twelve months.": "talks: what the list shows, and no promise",
    "In two weeks": "a choice of the one who is asked",
    "In four weeks": "a choice of the one who is asked",
    "Ask again in two weeks": "a choice, told to the desk",
    "Ask again in four weeks": "a choice, told to the desk",
    "Would you have a few minutes this week": "what a supporter may write, and changes first",
    "Marks of what was forgotten in the last 120 days": "the keyring's own, which no room may ask",
}


def test_the_limits_are_those_of_the_rules() -> None:
    assert {
        "undo_minutes": clocks.UNDO.seconds // 60,
        "idle_minutes": clocks.WORKING_SESSION_IDLE.seconds // 60,
        "introduction_hours": clocks.INTRODUCTION.total_seconds() // 3600,
        "event_open_days": clocks.EVENT_OPEN_DAYS,
        "today_hours": clocks.TODAY.total_seconds() // 3600,
        "wide_hours": budgets.WIDE_FOR.total_seconds() // 3600,
        "hold_days": holds.DAYS,
        "longest_days": retention.LONGEST_DAYS,
        "code_minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60,
        "try_again_minutes": int(
            settings.ACCOUNT_RATE_LIMITS["login_failed"].split("/")[1].removesuffix("m")
        ),
    } == LIMITS


def test_a_sentence_is_filled_in_when_it_is_said() -> None:
    assert str(within("For {hold_days} days.")) == "For 90 days."
    assert str(until_undone("Gone.")) == "Gone. You can undo it for 10 minutes."
    assert str(SENTENCES["closed"]) == "This forgets them now. You can undo it for 10 minutes."
    for sentence in SENTENCES.values():
        assert "{" not in str(sentence)


def spoken() -> Iterator[tuple[str, str]]:
    """Every sentence a person may read: where, and what."""
    marked = re.compile(
        r"{% blocktranslate\b.*?{% endblocktranslate %}|{% translate\b.*?%}", re.DOTALL
    )
    for path in ROOT.rglob("templates/**/*"):
        if path.is_file():
            for one in marked.findall(path.read_text()):
                yield path.name, one
    for path in ROOT.rglob("*.py"):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            if is_call and node.func.id in ("_", "gettext_lazy", "ngettext"):  # type: ignore[attr-defined]
                for given in node.args:  # type: ignore[attr-defined]
                    if isinstance(given, ast.Constant) and isinstance(given.value, str):
                        yield path.name, given.value


def test_no_sentence_names_a_time_by_hand() -> None:
    found = list(spoken())
    assert len(found) > 500
    wrong = [
        (where, text)
        for where, text in found
        if TIME.search(text) and not any(known in text for known in MAY_STAND)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "sentence",
    [
        "for three weeks", "within minutes it is gone", "kept for a week", "In a few minutes",
        "after 60 days", "twenty idle minutes",
    ],
)  # fmt: skip
def test_the_control_a_time_by_hand_is_found(sentence: str) -> None:
    assert TIME.search(sentence)


def test_no_page_to_read_counts_who_can_open_a_name_or_says_for_how_long() -> None:
    """The number and the days stand on the promise, where they are computed."""
    counted = re.compile(
        rf"\b({NUMBER}|few|unas pocas|dos|tres) (people|personas)[^.]*(open|see|abrir|ver)\b|"
        r"\b(after|después de) \d+ (days|días)\b",
        re.IGNORECASE,
    )
    for one in shipped.texts().values():
        assert not counted.search(one.words.body), (one.language, one.slug)
    assert counted.search("A few people who run the program can open them.")
    assert counted.search("Los pueden ver... unas pocas personas lo pueden abrir.")
    pages = {one.language: one for one in shipped.texts().values() if one.slug == "confidentiality"}
    assert all("](/promise/#who)" in one.words.body for one in pages.values())
