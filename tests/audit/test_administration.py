"""Every act of administration is written down with its member; of everything else, counts."""

from __future__ import annotations

import argparse
import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

import beside
from beside import installing, restoring, sweep
from beside.audit import actions as audit
from beside.audit.actions import NotForTheAudit
from beside.audit.models import Administration, DayCount
from beside.cli import keeping
from beside.directory.actions import default_mappings, import_directory
from beside.directory.models import Clinician
from beside.doors import invitations
from beside.learning import actions as pages
from beside.learning.shipped import Words
from beside.program import actions as program
from beside.program import crisis, due, words
from beside.program.crisis import Answering
from beside.program.deciding import FIELDS, decide, mark
from beside.program.models import Member, Policy
from beside.referrals import actions as referrals
from beside.rules import budgets
from beside.rules.holds import Why
from beside.talks import actions as talks
from beside.utilization.actions import publish
from beside.utilization.models import Line, Table
from beside.vault import actions as vault
from beside.vault.actions import BudgetSpent, Subject
from tests.audit.test_detection import truncate
from tests.audit.week import lived
from tests.cast import NOW, Cast
from tests.referrals.making import at_stage, hold, waiting
from tests.talks.making import given, held_group, planned

SOURCES = [
    path for path in Path(beside.__file__).parent.rglob("*.py") if "migrations" not in path.parts
]
EXPORT = Path(__file__).parents[1] / "cases" / "staff-export.csv"
DAY = timedelta(days=1)


def held(cast: Cast) -> None:
    """Asked for, agreed to and ended, of a unit; another one runs out by itself."""
    one = hold(cast, unit=str(cast.surgery.pk))
    program.end_hold(one.identifier, by=cast.lea, at=NOW)
    program.ask_hold(Subject(reason="litigation"), Why.LAWSUIT, by=cast.ann, at=NOW)
    hold(cast)
    due.end_holds(NOW + 92 * DAY)


def alarmed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budgets, "COORDINATOR_HOUR", 0)
    with pytest.raises(BudgetSpent):
        referrals.look(waiting(cast).handle, by=cast.cora, at=NOW)
    due.note_alarms(NOW)


def invited(cast: Cast) -> None:
    roles = ("supporter", "coordinator")
    secret = invitations.invite("nell.new@example.edu", "Nell New", roles, by=cast.ann, at=NOW)
    nell = Member.objects.get(email="nell.new@example.edu")
    assert invitations.accept(secret, by=nell, at=NOW)


def restored(cast: Cast) -> None:
    lived(cast)
    truncate(2)
    restoring.go_on(restoring.examine(), at=NOW)


def imported(cast: Cast) -> None:
    default_mappings(by=cast.ann, at=NOW)
    import_directory(EXPORT, by=cast.ann, at=NOW, allow_shrink=True)


def widened(cast: Cast) -> None:
    program.ask_widen(by=cast.cora, at=NOW)
    program.agree_widen(by=cast.lea, at=NOW)


def written_to_be_read(cast: Cast) -> None:
    pages.write(
        "what-helps", "en", Words("Sam Silva", "", "Text.", ""), base=0, by=cast.lea, at=NOW
    )
    pages.hide("what-helps", by=cast.lea, at=NOW)
    pages.show("what-helps", by=cast.cora, at=NOW)


def talked(cast: Cast) -> None:
    talk = given(cast)
    talks.call_off(planned(cast), edition=2, by=cast.cora, at=NOW)
    talks.add_topic("Nights", by=cast.lea, at=NOW)
    talks.offer_topic(talk.topic, False, by=cast.cora, at=NOW)
    talks.ask_group(cast.surgery, by=cast.cora, at=NOW)
    held_group(cast)


def decided(cast: Cast) -> None:
    policy = Policy.current()
    said = {name: getattr(policy, name) for name in FIELDS["policy"]}
    decide(policy, said, seen=mark(policy), by=cast.lea, at=NOW)
    program.set_words({}, "en", seen=words.mark("en"), by=cast.lea, at=NOW)
    program.set_crisis_contacts(
        [Answering("Chaplain", "503 555 0177")], seen=crisis.mark(), by=cast.lea, at=NOW
    )


ALL_DONE = {
    "invite", "accept_invitation", "ask_hold", "agree_hold", "end_hold", "hold_over", "ask_widen",
    "agree_widen", "alarm", "restore", "restore_audit", "default_mappings", "import_directory",
    "image_days", "confirm_clock", "publish", "sweep", "leave", "write_page",
    "hide_page", "show_page", "ask_talk", "plan_talk",
    "ask_group", "plan_group", "count_who_came", "call_off", "add_topic", "offer_topic",
    "decide", "set_words", "set_crisis",
}  # fmt: skip
BY_THE_MACHINE = {"hold_over", "alarm", "restore", "restore_audit", "image_days", "confirm_clock",
                  "sweep"}  # fmt: skip


def administrate(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything that is administration, once."""
    restored(cast)
    alarmed(cast, monkeypatch)
    invited(cast)
    held(cast)
    widened(cast)
    talked(cast)
    imported(cast)
    written_to_be_read(cast)
    decided(cast)
    installing.say_images(30, at=NOW)
    monkeypatch.setattr(keeping, "ready", lambda: None)
    keeping.confirm_clock(argparse.Namespace())
    program.leave(cast.dan, by=cast.lea, at=NOW)
    publish(2025, {Table.TOTAL: {Line.ALL: 60}}, by=cast.lea, at=NOW)
    sweep.sweep(NOW, is_told=True)


def test_every_act_of_administration_is_written_down_with_its_member(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    administrate(cast, monkeypatch)
    rows = set(Administration.objects.values_list("verb", "member_id"))
    assert {verb for verb, _member in rows} == ALL_DONE
    nameless = {verb for verb, member in rows if member is None}
    assert nameless == BY_THE_MACHINE, "who sits at the command line has no account there"
    known = set(Member.objects.values_list("pk", flat=True))
    assert {member for _verb, member in rows} - {None} <= known


def test_what_an_act_was_about_never_names_anybody(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    administrate(cast, monkeypatch)
    abouts = " | ".join(Administration.objects.values_list("about", flat=True)).lower()
    assert "agree" not in abouts
    assert "@" not in abouts
    assert not re.search(r"[0-9a-f]{8}-|[0-9a-f]{32}|\d{7}", abouts)
    people = [*Member.objects.values_list("name", flat=True)]
    people += [f"{one.first_name} {one.last_name}" for one in Clinician.objects.all()]
    words = {word.lower() for name in people for word in name.split() if len(word) > 2}
    assert len(words) > 20
    assert not words & set(re.findall(r"\w+", abouts))


def test_every_verb_that_the_program_can_write_down_is_walked_here() -> None:
    """A new one is done above too."""
    assert {verb for _where, verb in written("administer")} == ALL_DONE


def written(function: str) -> Iterator[tuple[str, str]]:
    """(file, verb) of every call of `audit.<function>`, and of `_record`, which hands one on."""
    for path in SOURCES:
        tree = ast.parse(path.read_text())
        constants = {
            target.id: node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = ast.unparse(node.func)
            is_asked = called == f"audit.{function}"
            if is_asked or (function == "administer" and called == "_record"):
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    yield path.name, str(first.value)
                elif isinstance(first, ast.Name) and first.id in constants:
                    yield path.name, str(constants[first.id])


# Whoever writes these rows administers. `Supporter` is in it: who can be asked is the program's.
OF_THE_PROGRAM = (
    "Member", "MemberRole", "Invitation", "Campus", "Pool", "Policy", "Holiday", "TitleMapping",
    "Department", "Clinician", "Supporter", "Evaluates", "PublishedYear", "PublishedCell",
    "Talk", "GroupConversation", "Topic", "Vocabulary", "CrisisContact",
)  # fmt: skip
WRITES = re.compile(
    rf"\b(?:{'|'.join(OF_THE_PROGRAM)})(?:\(\)\.save|\.objects\.(?!values|filter\(.*\.values)"
    r"(?:create|bulk_create|bulk_update|update|get_or_create|update_or_create|create_member"
    r"|(?:filter|exclude|all)\(.*\)\.(?:update|delete)))\("
)
UNSAID = {
    "installing.py:first_words": "the first words of an installation, before anybody is in it",
    "models.py:create_member": "what `invite` and the demo are made of; `invite` is written down",
    "actions.py:take": "a batch of `import_directory`, which is written down",
    "actions.py:_department": "the same",
    "due.py:forget_contacts": "nobody decides it: a contact has had its time",
}


def test_whoever_writes_a_row_of_the_program_says_so_in_the_audit() -> None:
    silent, speaking = set(), set()
    for path in SOURCES:
        if "demo" in path.parts:
            continue  # a school that is invented whole
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and WRITES.search(text := ast.unparse(node)):
                says = re.search(r"\baudit\.(administer|count)\(", text)
                (speaking if says else silent).add(f"{path.name}:{node.name}")
    assert silent == set(UNSAID), "write it into the audit, or say here why not"
    assert len(speaking) >= 5


@pytest.mark.parametrize(
    "about",
    [
        "Rosa Reyes", "rosa.reyes@example.edu", "15035550011",
        "ec4104c2-795e-40f9-b6b0-57e46f2d4f2b", "d5bf13dd7b7b40cc84e85d3a14707a88",
        "line\nbreak", "x" * 65, "ünder", "6f1c2b7a", "<b>", "member 5035550",
    ],
)  # fmt: skip
def test_what_may_name_somebody_is_refused_and_not_repeated(cast: Cast, about: str) -> None:
    with pytest.raises(NotForTheAudit) as refused:
        audit.administer("restore", member_id=None, at=NOW, about=about)
    assert about not in str(refused.value)
    assert not Administration.objects.exists()


def test_a_verb_and_a_role_are_words_too(cast: Cast) -> None:
    for verb, role in (("ask Rosa", "lead"), ("ask", "rosa@example.edu"), ("", "lead")):
        with pytest.raises(NotForTheAudit):
            audit.count(verb, role=role, at=NOW)
    with pytest.raises(NotForTheAudit):
        audit.administer("Invite", member_id=None, at=NOW)


# Everything in dispatch.


@pytest.mark.usefixtures("cast")
def test_of_dispatch_there_are_counts_and_nothing_by_member(cast: Cast) -> None:
    """A whole life of requests leaves no act of administration."""
    for stage in referrals_stages():
        at_stage(cast, stage)
    assert not Administration.objects.exists()
    assert {one.name for one in DayCount._meta.concrete_fields} == {
        "id", "day", "role", "verb", "number"}  # fmt: skip
    assert set(DayCount.objects.values_list("role", flat=True)) <= {
        "coordinator", "supporter", "program", "recipient", "reporter", "public"}  # fmt: skip
    assert DayCount.objects.count() > 5
    assert not DayCount.objects.exclude(day__isnull=False).exists()


def referrals_stages() -> list[object]:
    from beside.rules.stages import Stage

    return [one for one in Stage if one not in (Stage.FORGETTING, Stage.HELD)]


def test_every_verb_in_dispatch_is_counted_by_role(cast: Cast) -> None:
    verbs = {verb for _where, verb in written("count")}
    assert verbs >= {"open_name", "receive", "report", "add_names", "open_asides", "take_back",
                     "join", "separate", "mark_complete", "named_again", "sweep"}  # fmt: skip


def test_an_act_that_is_undone_leaves_no_record(cast: Cast) -> None:
    """They are one transaction: neither exists alone."""
    with pytest.raises(program.NotTheirs):
        program.ask_widen(by=cast.ann, at=NOW)
    with pytest.raises(vault.NotAgreed):
        program.agree_widen(by=cast.lea, at=NOW)
    assert not Administration.objects.exists()
