"""The program's own words: write, put an older text back, add a page, hide one and show it again.

Each text is a new version. Two who write at once: whoever comes second is told (`Moved`), since a
number stands only once in a language of a page.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from beside.audit import actions as audit
from beside.learning import shipped
from beside.learning.models import Page, Version
from beside.learning.shipped import LANGUAGES, Words
from beside.learning.standing import words_of
from beside.program.models import Member, Role

EDITORS = (Role.COORDINATOR, Role.LEAD)


class NotTheirs(Exception):
    """This is not for somebody with these roles to do."""


class Missing(Exception):
    """There is no such page, language or version."""


class Moved(Exception):
    """Somebody else has kept another text in the meantime."""


class Taken(Exception):
    """There is a page at this address already."""


def write(
    slug: str, language: str, words: Words, *, base: int, by: Member, at: datetime
) -> Version:
    """A new text in place of number `base`. Raises `Moved` when that is not the latest any more."""
    _let_in(by)
    _must_exist(slug, language)
    with transaction.atomic():
        page, _made = Page.objects.get_or_create(slug=slug)
        new = Version(title=words.title, summary=words.summary, body=words.body)
        new.sources = words.sources
        return _keep(new, page, language, base, by=by, at=at)


def restore(
    slug: str, language: str, number: int, *, base: int, by: Member, at: datetime
) -> Version:
    """An older text once more, as a new version; number 0 goes back to the shipped one."""
    _let_in(by)
    _must_exist(slug, language)
    old = Version.objects.of(slug, language).filter(number=number).first()
    if number and old is None:
        raise Missing
    words = words_of(old, slug, language)
    if words is None:
        raise Missing
    with transaction.atomic():
        page, _made = Page.objects.get_or_create(slug=slug)
        if old is None or old.is_shipped:
            new = Version(is_shipped=True)
        else:
            new = Version(restored=number, title=words.title, summary=words.summary)
            new.body, new.sources = words.body, words.sources
        return _keep(new, page, language, base, by=by, at=at)


def add(slug: str, language: str, words: Words, *, by: Member, at: datetime) -> Version:
    """A page of the program's own. Raises `Taken` where there is one already."""
    _let_in(by)
    if language not in LANGUAGES:
        raise Missing
    if not slug or slug in shipped.orders():
        raise Taken
    with transaction.atomic():
        page, made = Page.objects.get_or_create(slug=slug)
        if not made:
            raise Taken
        new = Version(title=words.title, summary=words.summary, body=words.body)
        new.sources = words.sources
        return _keep(new, page, language, 0, by=by, at=at)


def hide(slug: str, *, by: Member, at: datetime) -> None:
    """Nobody reads it from now on; its texts stay."""
    with transaction.atomic():
        if page := _turned(slug, is_hidden=True, by=by):
            audit.administer("hide_page", member_id=by.pk, at=at, about=f"page {page.pk}")


def show(slug: str, *, by: Member, at: datetime) -> None:
    """It is there again, as it was."""
    with transaction.atomic():
        if page := _turned(slug, is_hidden=False, by=by):
            audit.administer("show_page", member_id=by.pk, at=at, about=f"page {page.pk}")


def _turned(slug: str, *, is_hidden: bool, by: Member) -> Page | None:
    """The page, if that has changed anything."""
    _let_in(by)
    _must_exist(slug, LANGUAGES[0])
    page, _made = Page.objects.get_or_create(slug=slug)
    waiting = Page.objects.filter(pk=page.pk, is_hidden=not is_hidden)
    return page if waiting.update(is_hidden=is_hidden) else None


def _keep(
    new: Version, page: Page, language: str, base: int, *, by: Member, at: datetime
) -> Version:
    """Number `base + 1`, or `Moved`: the database holds each number once."""
    if base > Version.objects.filter(page=page, language=language).count():
        raise Moved
    new.page, new.language, new.number = page, language, base + 1
    new.day, new.member = timezone.localdate(at), by
    try:
        with transaction.atomic():
            new.save(force_insert=True)
    except IntegrityError:
        raise Moved from None
    audit.administer(
        "write_page", member_id=by.pk, at=at, about=f"page {page.pk} {language} {new.number}"
    )
    return new


def _let_in(by: Member) -> None:
    if not by.has_role(*EDITORS):
        raise NotTheirs


def _must_exist(slug: str, language: str) -> None:
    is_there = slug in shipped.orders() or Page.objects.filter(slug=slug).exists()
    if language not in LANGUAGES or not is_there:
        raise Missing
