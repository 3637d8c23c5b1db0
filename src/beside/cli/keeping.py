"""The commands for what an administrator does now and then: people, the sweep, a bad day."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path

from beside import configuration
from beside.cli.registry import (
    agrees,
    argument,
    command,
    moment,
    now,
    progress,
    ready,
    refuse_wrong_keyring,
)
from beside.configuration import Refused
from beside.rules.roles import ROLES


@command(
    "forget and tidy what is due; safe to run twice",
    argument("--at", type=moment, metavar="TIME", help="as if it were then: 2026-12-24T17:00"),
)
def sweep(asked: argparse.Namespace) -> int:
    ready()
    refuse_wrong_keyring()
    from beside.sweep import sweep as whole

    if asked.at is not None:
        _refuse_to_pass_over_a_hold(asked.at)
    done = whole(asked.at or now(), is_told=asked.at is not None)
    width = max(len(name) for name, _count in done)
    for name, count in done:
        print(f"{name:<{width}}  {'failed' if count is None else count:>6}")
    return 1 if any(count is None for _name, count in done) else 0


def _refuse_to_pass_over_a_hold(then: datetime) -> None:
    """As if it were later, a legal hold would be over, and nobody had ended it."""
    from django.utils import timezone

    from beside.vault import holds

    until = holds.suspended_until(timezone.localdate())
    if until is not None and timezone.localdate(then) > timezone.localdate():
        raise Refused(
            f"A legal hold suspends some deletion until {until}, and a sweep as if it were later "
            "would pass over it. A program lead can end it at /desk/holds/."
        )


@command(
    "read a personnel export into the staff directory",
    argument("file", type=Path, metavar="FILE", help="the export, a CSV file"),
    argument("--allow-shrink", action="store_true", help="even if most people are gone from it"),
)
def import_directory(asked: argparse.Namespace) -> int:
    ready()
    from beside.directory.actions import import_directory as read_export
    from beside.directory.export import NotAnExport

    def tell(lines: int) -> None:
        progress(f"{lines} lines read")

    try:
        report = read_export(
            asked.file, by=None, at=now(), allow_shrink=asked.allow_shrink, progress=tell
        )
    except NotAnExport as refused:
        raise Refused(f"{asked.file} was not read. {refused}") from None
    except OSError as trouble:
        raise Refused(f"{asked.file} cannot be opened: {trouble.strerror}.") from None
    print(report.as_text())
    return 0


@command(
    "make a member and print the one-time link by which they come in",
    argument("email", metavar="EMAIL"),
    argument("--name", required=True, help="as colleagues know them"),
    argument("--role", required=True, action="append", choices=list(ROLES), help="may be repeated"),
)
def invite(asked: argparse.Namespace) -> int:
    ready()
    from beside.doors import invitations

    if trouble := invitations.trouble(asked.email, asked.name):
        raise Refused(trouble)
    secret = invitations.invite(asked.email, asked.name, tuple(asked.role), by=None, at=now())
    print(f"{configuration.read().site_url}/sign-in/invitation/{secret}/")
    progress(f"Good once, for {invitations.DAYS} days. Hand it over yourself; nothing was sent.")
    return 0


@command(
    "a member has left: they are out at once, everywhere",
    argument("email", metavar="EMAIL"),
)
def leave(asked: argparse.Namespace) -> int:
    ready()
    from beside.program import actions
    from beside.program.models import Member

    member = Member.objects.filter(email=asked.email.strip().lower(), is_active=True).first()
    if member is None:
        raise Refused("No member who can come in has this address.")
    actions.leave(member, by=None, at=now())
    print("They are out. What they had in hand comes back to the desk within moments.")
    return 0


@command(
    "after a database or a keyring came back from elsewhere: what is lost",
    argument("--yes", action="store_true", help="go on with it without asking"),
)
def restore(asked: argparse.Namespace) -> int:
    ready()
    from beside import restoring
    from beside.audit.signing import AuditKeyProblem

    found = restoring.examine()
    print(restoring.as_text(found))
    if not found.is_in_doubt:
        return 0
    if not asked.yes and not agrees("Go on with this database and this keyring?"):
        print("Nothing was changed.")
        return 1
    try:
        print(restoring.go_on(found, at=now()))
    except AuditKeyProblem as trouble:
        raise Refused(str(trouble)) from None
    return 0


@command("say that the clock is right, after it leapt")
def confirm_clock(asked: argparse.Namespace) -> int:
    ready()
    refuse_wrong_keyring()
    from beside.audit import actions as audit
    from beside.vault import actions as vault

    vault.confirm_clock(at=now())
    audit.administer("confirm_clock", member_id=None, at=now())
    print("Taken: the clock is right. What has had its time expires with the next sweep.")
    return 0
