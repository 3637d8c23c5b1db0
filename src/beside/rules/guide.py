"""Peer support or counselling? A few questions, each answer a link; every way ends at a door.

Nothing is asked that has to be kept: where somebody stands is the address of the page, in words
that say nothing about anybody. What the questions and answers are in words stands with the pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum


class Step(StrEnum):
    """A question; its value is its address."""

    START = "start"
    PEOPLE = "people"
    KIND = "kind"
    WHILE = "while"


class Door(StrEnum):
    """Where it ends; an address where the guide itself says what is behind the door."""

    CRISIS = "now"
    PEER = "beside"
    COUNSELLING = "steady"
    COLLEAGUE = "another"
    SEVERAL = "several"
    READ = "page"


Answers = tuple[tuple[str, Step | Door], ...]

LONGEST = 4  # questions on any way

QUESTIONS: dict[Step, Answers] = {
    Step.START: (
        ("not_safe", Door.CRISIS),
        ("can_wait", Step.PEOPLE),
        ("only_read", Door.READ),
    ),
    Step.PEOPLE: (
        ("me", Step.KIND),
        ("colleague", Door.COLLEAGUE),
        ("several", Door.SEVERAL),
    ),
    Step.KIND: (
        ("talk", Door.PEER),
        ("care", Door.COUNSELLING),
        ("unsure", Step.WHILE),
    ),
    Step.WHILE: (
        ("lately", Door.PEER),
        ("long", Door.COUNSELLING),
        ("unclear", Door.PEER),
    ),
}


def before(place: Step | Door) -> Step | None:
    """The one question that leads here; None for the first, and where several lead."""
    leading = {step for step, answers in QUESTIONS.items() for _key, to in answers if to is place}
    return leading.pop() if len(leading) == 1 else None


def ways(step: Step = Step.START) -> Iterator[tuple[Step | Door, ...]]:
    """Every way from here on, with the question it begins at."""
    for _key, to in QUESTIONS[step]:
        if isinstance(to, Door):
            yield (step, to)
        else:
            yield from ((step, *rest) for rest in ways(to))
