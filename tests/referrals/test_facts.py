"""Facts remember whom not to ask, whatever the ids, and the fullest of them fit their seal."""

from __future__ import annotations

import random
from dataclasses import asdict
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from beside.referrals.facts import Facts
from beside.vault.actions import FACTS_SIZE
from beside.vault.keyring.entries import pad

IDS = st.sets(st.integers(min_value=0, max_value=200_000), max_size=40)


@given(IDS, IDS)
def test_who_is_barred_stays_barred_and_nobody_else(first: set[int], then: set[int]) -> None:
    facts = Facts()
    facts.bar(*first)
    facts.bar(*then)
    again = Facts.from_bytes(facts.to_bytes())
    assert again.barred_supporters == first | then


def test_barring_nobody_leaves_no_trace() -> None:
    facts = Facts()
    facts.bar()
    assert facts == Facts()
    assert facts.barred_supporters == frozenset()


def test_the_fullest_facts_fit_their_seal() -> None:
    """A large house after many years: high ids, a hundred barred, joined, a dozen looked."""
    chance = random.Random(7)
    before, after = Facts(), Facts()
    before.bar(*chance.sample(range(90_000, 95_000), 100))
    after.bar(*before.barred_supporters, *chance.sample(range(90_000, 95_000), 100))
    members = chance.sample(range(50_000, 60_000), 12)
    events = [str(UUID(int=chance.getrandbits(128))) for _ in range(10)]
    when = "2026-11-24T17:00:00+00:00"
    taken = {
        "barred": [before.barred, after.barred],
        "hidden_from": [members[:5], members[:10]],
        "due": [when, when],
        "urgency": ["ordinary", "today"],
        "channel": ["", "text"],
    }
    facts = Facts(
        source="colleague", reason="professional", reason_is_own=True, urgency="today",
        opened=when, due=when, due_again=when, department=99_999, campus=99_999, pool="residents",
        match="confirmed", events=events, line=499, channel="video", when="evenings",
        language="es", distance="other campus", preferred=94_999, barred=after.barred,
        hidden_from=members[:10], holder=members[0], waiting_on="supporter", waiting_until=when,
        again_apart=members[:10], attempts=9, offered=True, offered_at=when, reached=True,
        before=["taken", True, when, True, 9, when, when], asked_count=30, closed_at=when,
        closed_from="taken", closed_by=members[0], was_offered_at=when, outcome="conversation",
        merged_into=events[0], merged_events=events[:5],
        merged_contacts={"0": "self", "1": "directory", "2": "reporter"}, merged_facts=taken,
        mark="x" * 16,
    )  # fmt: skip
    for member in members:
        for day in range(1, 6):
            facts.look(member, f"2026-11-{day:02}")
    text = facts.to_bytes()
    assert len(pad(text, FACTS_SIZE)) == FACTS_SIZE
    assert asdict(Facts.from_bytes(text)) == asdict(facts)
