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
from beside.program.promised import CLOSING, LIMITS, until_undone, within
from beside.rules import budgets, clocks, holds, retention

ROOT = Path(beside.__file__).parent
NUMBER = r"\d+|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|sixty|ninety|a few"
A_TIME = (
    r"\b(within|for|after|in|than|every|until|lasts?|takes?|takes them)( about| more than)? "
    r"(a|an|one|another|half an?) (minute|hour|day|week|month|year)\b|"
    r"\bhalf an? (hour|day|year)\b"
)
TIME = re.compile(
    rf"\b({NUMBER})[ -](idle )?(minutes?|hours?|days?|weeks?|months?|years?)\b|"
    rf"\b(within|in) (minutes|hours|days|weeks)\b|{A_TIME}",
    re.IGNORECASE,
)

# What promises nothing of ours, or is a choice and not a promise; each with its reason.
MAY_STAND = {
    "If it can wait a day": "what somebody asks themselves, and nothing of ours",
    "as one person may in an hour.": "of which hour this is the number; the keyring's own",
    "as one person may in a day.": "of which day this is the number",
    "as many names as may be in a day.": "of which day this is the number",
    "One person may open {{ hour }} names in an hour": "which number is of which; both computed",
    "very many people were looked up by their contact within an hour": "an alarm, by the hour",
    "It takes about a minute.": "how long it takes whoever writes it, and no promise",
    "It takes them a minute.": "how long it takes somebody else",
    "You have one minute to undo it.": "of one, which is computed",
    "waits for a day": "a date that nobody has found yet, and no time",
    "wait for a day": "the same",
    "by a minute": "of one, which is computed",
    "In %(n)d week": "of one, which is computed",
    "Would you have a few minutes this week": "what a supporter may write, and changes first",
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
        "remembered_days": retention.REMEMBERED_DAYS,
        "code_minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60,
        "try_again_minutes": int(
            settings.ACCOUNT_RATE_LIMITS["login_failed"].split("/")[1].removesuffix("m")
        ),
    } == LIMITS


def test_a_sentence_is_filled_in_when_it_is_said() -> None:
    assert str(within("For {hold_days} days.")) == "For 90 days."
    assert str(until_undone("Gone.")) == "Gone. You can undo it for 10 minutes."
    assert str(CLOSING) == "This forgets them now. You can undo it for 10 minutes."
    for sentence in SENTENCES.values():
        assert "{" not in str(sentence)


SAID = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}


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
            if is_call and node.func.id in SAID:  # type: ignore[attr-defined]
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
    idle = [known for known in MAY_STAND if not any(known in text for _where, text in found)]
    assert idle == [], "nothing says this any more"


@pytest.mark.parametrize(
    "sentence",
    [
        "for three weeks", "within minutes it is gone", "kept for a week", "In a few minutes",
        "after 60 days", "twenty idle minutes", "opened for a day", "lasts an hour",
        "within an hour", "more than half a year", "It takes a minute", "half an hour from now",
    ],
)  # fmt: skip
def test_the_control_a_time_by_hand_is_found(sentence: str) -> None:
    assert TIME.search(sentence)


COUNTED = re.compile(
    rf"\b({NUMBER}|a few|several) (people|coordinators|leads|colleagues)\b[^.]*\b(open|see)",
    re.IGNORECASE,
)


def test_no_sentence_counts_by_hand_who_can_see_a_name() -> None:
    """`saying.who_can_see` does, from the roles as they are."""
    assert [one for one in spoken() if COUNTED.search(one[1])] == []
    assert COUNTED.search("Until then three people who run the program can see your name.")


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
