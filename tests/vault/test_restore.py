"""A database or a keyring that came back from elsewhere: refused, told in counts, and gone on with.

Cora has Rosa, Remy and Faye on her list when the backup is made. Then Remy's is closed and
forgotten, and Kim comes.
"""

from __future__ import annotations

import shutil
import time
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client

from beside import restoring
from beside.audit.models import Administration
from beside.events.models import Event
from beside.referrals import due
from beside.referrals.actions import close, look, lost_by_week
from beside.referrals.models import Referral
from beside.rules.stages import Actor
from beside.sweep import sweep
from beside.vault import actions as vault
from beside.vault import opening
from beside.vault.actions import KeyringProblem
from beside.vault.keyring.local import LocalKeyring
from beside.vault.models import KeyringMark
from tests.cast import NOW, Cast
from tests.events.telling import tell
from tests.referrals.making import received

LATER = NOW + timedelta(minutes=11)
WEEK = date(2026, 11, 23)


class Story:
    """The two weeks of the story; `rows` by name."""

    def __init__(self, cast: Cast, home: Path) -> None:
        self.cast, self.home = cast, home
        self.rows: dict[str, UUID] = {}
        for name in ("Rosa", "Remy", "Faye"):
            self.come(name)
        sweep(NOW)
        sweep(NOW)  # the keyring has seen that the database has written this down
        self.saved_rows = list(Referral.objects.values())
        self.saved_mark = KeyringMark.objects.get().generation
        shutil.copytree(home / "keyring", home / "saved")
        close(self.rows["Remy"], "report_in_error", actor=Actor.COORDINATOR, by=cast.cora, at=NOW)
        due.finish(LATER)
        self.come("Kim")
        sweep(LATER)
        sweep(LATER)

    def come(self, name: str) -> None:
        row = received(self.cast, name=f"{name} Sample", contact=f"{name.lower()}@example.edu")
        self.rows[name] = row.handle

    def database_comes_back(self) -> None:
        Referral.objects.all().delete()
        Referral.objects.bulk_create([Referral(**row) for row in self.saved_rows])
        KeyringMark.objects.update(generation=self.saved_mark)
        vault.forget_process_state()

    def keyring_comes_back(self) -> None:
        shutil.rmtree(self.home / "keyring")
        shutil.copytree(self.home / "saved", self.home / "keyring")
        vault.forget_process_state()

    def keyring_is_lost(self) -> None:
        shutil.rmtree(self.home / "keyring")
        vault.forget_process_state()

    def opens(self) -> set[str]:
        found = set()
        for name, handle in self.rows.items():
            if Referral.objects.filter(handle=handle).exists() and vault.holds([handle])[0]:
                assert look(handle, by=self.cast.cora, at=LATER).name == f"{name} Sample"
                found.add(name)
        return found


@pytest.fixture
def story(transactional_db: None, cast: Cast, home: Path) -> Story:
    return Story(cast, home)


def refused(match: str) -> None:
    with pytest.raises(KeyringProblem, match=match):
        vault.statistics()


def test_what_belongs_together_is_left_alone(story: Story) -> None:
    found = restoring.examine()
    assert not found.is_in_doubt
    assert restoring.as_text(found) == "Database and keyring belong together. Nothing is lost."
    assert story.opens() == {"Rosa", "Faye", "Kim"}


def test_a_database_of_last_month_is_refused_until_somebody_decides(story: Story) -> None:
    story.database_comes_back()
    refused("older than the keyring")
    found = restoring.examine()
    assert len(found.compared.held) == 2
    assert found.compared.forgotten == {story.rows["Remy"]}
    assert found.compared.unknown == frozenset()
    assert [handle for handle, _week in found.compared.orphans] == [story.rows["Kim"]]
    said = restoring.as_text(found)
    assert "forgotten               1  were closed; they go again at once" in said
    assert "came after this database was saved; their rows are lost" in said
    assert f"{WEEK}" in said, "who told of somebody in this week is to be asked again"


def test_a_database_that_comes_back_under_a_running_process_is_refused_by_the_next_sweep(
    story: Story,
) -> None:
    """Nobody stopped the worker, and the web server forgets one more before it is noticed."""
    Referral.objects.all().delete()
    Referral.objects.bulk_create([Referral(**row) for row in story.saved_rows])
    KeyringMark.objects.update(generation=story.saved_mark)
    faye = story.rows["Faye"]
    close(faye, "report_in_error", actor=Actor.COORDINATOR, by=story.cast.cora, at=LATER)
    assert due.finish(LATER + timedelta(minutes=11)) == 1
    assert dict(sweep(LATER + timedelta(minutes=11)))["keyring tidied"] is None
    refused("older than the keyring")
    found = restoring.examine()
    assert [handle for handle, _week in found.compared.orphans] == [story.rows["Kim"]]


def test_a_database_that_comes_back_under_the_web_server_is_refused_within_a_minute(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a sweep in between, and without a restart."""
    vault.statistics()
    KeyringMark.objects.update(generation=story.saved_mark)
    vault.statistics()  # it was looked at just now
    now = time.monotonic()
    monkeypatch.setattr(opening.time, "monotonic", lambda: now + opening.CHECKED_FOR + 1)
    refused("older than the keyring")
    refused("older than the keyring")
    vault.forget_process_state()


def test_then_what_was_open_opens_and_what_was_closed_stays_closed(story: Story) -> None:
    before = vault.period("2026Q4")["outcome"]
    story.database_comes_back()
    restoring.go_on(restoring.examine(), at=LATER)
    assert story.opens() == {"Rosa", "Faye"}
    assert not Referral.objects.filter(handle=story.rows["Remy"]).exists()
    assert vault.period("2026Q4")["outcome"] == {**before, "lost": 1}, "Kim, and nobody twice"
    assert not restoring.examine().is_in_doubt
    about = Administration.objects.get(verb="restore").about
    assert about == "unknown 0, forgotten 1, orphaned 1"


def test_a_keyring_of_last_month_is_refused_and_revives_nobody(story: Story) -> None:
    story.keyring_comes_back()
    refused("older than the database")
    found = restoring.examine()
    assert found.compared.unknown == {story.rows["Kim"]}
    assert [handle for handle, _week in found.compared.orphans] == [story.rows["Remy"]]
    restoring.go_on(found, at=LATER)
    assert story.opens() == {"Rosa", "Faye"}
    assert vault.holds([story.rows["Remy"]]) == [False]
    assert "lost" not in vault.period("2026Q4").get("outcome", {})


def test_a_lost_keyring_leaves_weeks_in_which_people_must_be_named_again(
    story: Story, client: Client
) -> None:
    story.keyring_is_lost()
    refused("There is no keyring")
    found = restoring.examine()
    assert found.unknown_by_week == {WEEK: 3}
    assert "named again" in restoring.as_text(found)
    assert "tell the coordinators" in restoring.go_on(found, at=LATER)
    assert story.opens() == set()
    assert lost_by_week() == {WEEK: 3}
    client.force_login(story.cast.cora)
    page = client.get("/desk/").content.decode()
    assert "3 requests from the week of 23 November" in page
    assert "Sample" not in page


def test_once_they_have_been_named_again_their_empty_rows_go(story: Story, client: Client) -> None:
    story.keyring_is_lost()
    restoring.go_on(restoring.examine(), at=LATER)
    story.come("Rosa")
    client.force_login(story.cast.cora)
    page = client.get("/desk/").content.decode()
    token = page.split('named-again/"')[1].split('name="once" value="')[1].split('"')[0]
    for _time in range(2):
        answer = client.post(
            "/desk/named-again/",
            {"once": token, "week": f"{WEEK}"},
            headers={"Sec-Fetch-Site": "same-origin"},
        )
        assert answer.status_code == 302
    assert story.opens() == {"Rosa"}
    assert Referral.objects.count() == 1
    assert vault.period("2026Q4")["outcome"]["lost"] == 3


def test_rows_nobody_named_again_go_when_they_would_have_expired(story: Story) -> None:
    story.keyring_is_lost()
    restoring.go_on(restoring.examine(), at=LATER)
    sweep(NOW + timedelta(days=50), is_told=True)
    assert Referral.objects.count() == 3
    sweep(NOW + timedelta(days=60), is_told=True)
    assert Referral.objects.count() == 0


def test_who_comes_while_the_administrator_thinks_is_not_lost(story: Story) -> None:
    """Beside serves again without a part of its names; somebody looks once more how it stands."""
    story.keyring_is_lost()
    restoring.go_on(restoring.examine(), at=LATER)
    [uma] = vault.admit("referral", expiry_week=WEEK + timedelta(days=60), at=LATER)
    story.come("Kim")
    rows = list(Referral.objects.filter(handle=story.rows["Kim"]).values())
    Referral.objects.filter(handle=story.rows["Kim"]).delete()  # not written yet
    found = restoring.examine()
    assert found.is_in_doubt
    assert {handle for handle, _week in found.compared.orphans} == {uma, story.rows["Kim"]}
    assert "they stay" in restoring.as_text(found)
    Referral.objects.bulk_create([Referral(**row) for row in rows])
    restoring.go_on(found, at=LATER)
    assert story.opens() == {"Kim"}
    assert vault.holds([uma]) == [True], "her row is about to be written"


def test_whose_row_was_written_since_is_no_orphan(story: Story) -> None:
    story.database_comes_back()
    found = restoring.examine()
    saved = Referral.objects.get(handle=story.rows["Rosa"])
    Referral.objects.create(
        handle=story.rows["Kim"],
        stage=saved.stage,
        opened_week=WEEK,
        expiry_week=saved.expiry_week,
        due_on=saved.due_on,
        sealed_identity=b"",
        sealed_facts=b"",
    )
    restoring.go_on(found, at=LATER)
    assert vault.holds([story.rows["Kim"]]) == [True]


def test_an_event_whose_keyring_was_brought_back_meanwhile_keeps_its_row(
    story: Story, cast: Cast
) -> None:
    event = tell(cast, "")
    shutil.copytree(story.home / "keyring", story.home / "found")
    story.keyring_is_lost()
    found = restoring.examine()
    assert event.handle in found.compared.unknown
    shutil.copytree(story.home / "found", story.home / "keyring")
    vault.forget_process_state()
    restoring.go_on(found, at=LATER)
    assert Event.objects.filter(handle=event.handle).exists(), "no receipt, no end"


@pytest.mark.parametrize("place", ["before the keys go", "after they are gone"])
def test_a_crash_in_the_middle_leaves_it_in_doubt_and_is_done_again(
    story: Story, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    class Crash(BaseException):
        """The machine stops."""

    def crash(*_args: object) -> None:
        raise Crash

    story.database_comes_back()
    with monkeypatch.context() as patched:
        if place == "before the keys go":
            patched.setattr(LocalKeyring, "lose", crash)
        else:
            patched.setattr(opening, "begin_anew", crash)
        with pytest.raises(Crash):
            restoring.go_on(restoring.examine(), at=LATER)
    refused("older than the keyring")
    restoring.go_on(restoring.examine(), at=LATER)
    assert story.opens() == {"Rosa", "Faye"}
    assert vault.holds([story.rows["Kim"]]) == [False], "nobody's key is left behind"
    assert vault.period("2026Q4")["outcome"]["lost"] == 1, "counted once"


def test_a_keyring_of_another_program_is_refused_and_can_not_be_gone_on_with(
    story: Story, tmp_path: Path
) -> None:
    KeyringMark.objects.update(keyring_id="0" * 32)
    vault.forget_process_state()
    refused("belongs to another database")
    with pytest.raises(KeyringProblem, match="belongs to another database"):
        restoring.examine()
