"""One mail, the same for everyone, by one worker only, tried again when it fails."""

from __future__ import annotations

import os
import re
import smtplib
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from pytest_django import Settings

from beside.notices import actions, delivery, due
from beside.notices.models import Notice
from beside.program.models import Member, Policy
from tests.cast import NOW, Cast

Slot = Notice.Slot


def post(member: Member, slot: str, letter: str) -> None:
    actions.post(member.pk, slot, letter * 64, at=NOW)


def test_mails_differ_in_their_address_and_in_nothing_else(cast: Cast) -> None:
    post(cast.sue.member, Slot.ASKED, "a")
    post(cast.sam.member, Slot.LATE, "b")
    post(cast.sol.member, Slot.NO_LONGER_NEEDED, "c")
    assert due.deliver(NOW) == 3
    assert {one.to[0] for one in mail.outbox} == {
        cast.sue.member.email, cast.sam.member.email, cast.sol.member.email,
    }  # fmt: skip
    assert len({(one.subject, str(one.body), one.from_email) for one in mail.outbox}) == 1
    assert all(not one.attachments and not one.cc and not one.bcc for one in mail.outbox)


def test_a_mail_says_only_that_there_is_news(cast: Cast) -> None:
    post(cast.sue.member, Slot.LATE, "a")
    due.deliver(NOW)
    (sent,) = mail.outbox
    body = str(sent.body)
    assert sent.subject == "Peer Support Program"
    assert sent.from_email == "peers@example.edu"
    assert "There is news for you" in body
    assert not re.search(r"Sue|late|asked|Rosa|/outreach/", body)
    assert not re.search(r"\d\d:\d\d|20\d\d", body.replace(":8000", ""))


def test_a_mail_says_it_in_every_language_and_leads_there(cast: Cast) -> None:
    """The worker knows nobody's language."""
    post(cast.sue.member, Slot.LATE, "a")
    due.deliver(NOW)
    body = str(mail.outbox[0].body)
    assert re.search(r"There is news for you[^\n]*\n\nhttp\S+/inside/\n", body)
    assert re.search(r"Hay novedades para usted[^\n]*\n\nhttp\S+/es/inside/\n", body)


def test_its_subject_is_what_the_program_is_called_on_one_line(cast: Cast) -> None:
    Policy.objects.update(program_name="Side\nby Side")
    post(cast.sue.member, Slot.LATE, "a")
    assert due.deliver(NOW) == 1
    assert mail.outbox[0].subject == "Side by Side"


def test_what_was_sent_is_not_sent_again(cast: Cast) -> None:
    post(cast.sue.member, Slot.ASKED, "a")
    assert due.deliver(NOW) == 1
    assert due.deliver(NOW + timedelta(days=1)) == 0
    assert len(mail.outbox) == 1


def refuses(address: str) -> None:
    raise smtplib.SMTPServerDisconnected


def test_a_mail_that_fails_is_tried_again_and_holds_up_no_other(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    post(cast.sue.member, Slot.ASKED, "a")
    post(cast.sam.member, Slot.ASKED, "b")
    original = delivery.send

    def failing(address: str) -> None:
        (refuses if address == cast.sue.member.email else original)(address)

    with monkeypatch.context() as patched:
        patched.setattr(delivery, "send", failing)
        assert due.deliver(NOW) == 1
        row = Notice.objects.get(sent=False)
        assert (row.member, row.attempts) == (cast.sue.member, 1)
    assert due.deliver(NOW + timedelta(minutes=1)) == 1
    assert Notice.objects.filter(sent=True).count() == 2


def test_what_fails_all_day_waits_for_the_next_and_is_seen(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    post(cast.sue.member, Slot.ASKED, "a")
    monkeypatch.setattr(delivery, "send", refuses)
    assert due.waiting_in_vain() == 0
    for minute in range(60):
        due.deliver(NOW + timedelta(minutes=minute))
    assert due.waiting_in_vain() == 1
    assert Notice.objects.get().attempts == due.TRIES_A_DAY
    monkeypatch.undo()
    assert due.deliver(NOW + timedelta(minutes=61)) == 0
    assert due.deliver(NOW + timedelta(days=1)) == 1


def test_who_has_left_is_not_written_to(cast: Cast) -> None:
    post(cast.sue.member, Slot.ASKED, "a")
    Member.objects.filter(pk=cast.sue.member.pk).update(is_active=False)
    assert due.deliver(NOW) == 0
    assert mail.outbox == []
    assert Notice.objects.get().sent


def test_a_worker_that_dies_before_it_has_sent_loses_no_mail(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    post(cast.sue.member, Slot.ASKED, "a")

    def dies(address: str) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(delivery, "send", dies)
        with pytest.raises(SystemExit):
            due.deliver(NOW)
    assert due.deliver(NOW) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_mail_once() -> None:
    people = [Member.objects.create_member(f"m{one}@example.edu", f"M {one}") for one in range(6)]
    for place, one in enumerate(people):
        post(one, Slot.ASKED, "abcdef"[place])
    sent: list[int] = []

    def worker(*_args: Any) -> None:
        try:
            sent.append(due.deliver(NOW))
        finally:
            connection.close()

    threads = [threading.Thread(target=worker) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(sent) == 6
    assert sorted(one.to[0] for one in mail.outbox) == sorted(one.email for one in people)


def test_what_was_told_is_forgotten_the_next_day(cast: Cast) -> None:
    post(cast.sue.member, Slot.ASKED, "a")
    post(cast.sue.member, Slot.LATE, "b")
    due.deliver(NOW)
    assert due.purge(NOW) == 0
    tomorrow = NOW + timedelta(days=1)
    assert due.purge(tomorrow, still=["b" * 64]) == 1
    assert Notice.objects.get().dedupe_key == "b" * 64


def test_what_is_still_shown_on_her_list_stays_three_days(cast: Cast) -> None:
    post(cast.sue.member, Slot.NO_LONGER_NEEDED, "a")
    due.deliver(NOW)
    assert due.purge(NOW + timedelta(days=2)) == 0
    assert due.purge(NOW + timedelta(days=3)) == 1


def test_what_could_never_be_sent_is_given_up_after_two_weeks(cast: Cast) -> None:
    post(cast.sue.member, Slot.ASKED, "a")
    Notice.objects.update(attempts=due.GIVEN_UP - 1)
    assert due.purge(NOW + timedelta(days=14)) == 0
    Notice.objects.update(attempts=due.GIVEN_UP)
    assert due.purge(NOW + timedelta(days=14)) == 1


def test_mails_that_are_files_are_gone_after_two_days(
    cast: Cast, settings: Settings, tmp_path: Path
) -> None:
    """Each says whom it told, and when: kept, they would say for years who was asked."""
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    folder = tmp_path / "mail"
    folder.mkdir()
    for name, days in (("old", 3), ("new", 1)):
        (folder / f"{name}.log").write_text("To: sue@example.edu")
        then = (NOW - timedelta(days=days)).timestamp()
        os.utime(folder / f"{name}.log", (then, then))
    (folder / "of somebody else").write_text("To: sue@example.edu")
    assert due.drop_files(NOW) == 1
    assert sorted(one.name for one in folder.iterdir()) == ["new.log", "of somebody else"]
    assert due.drop_files(NOW) == 0
