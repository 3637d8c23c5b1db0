"""What the program has changed of the pages: each version for good, and who wrote it, by day.

A page that nobody has touched has no row; it stands in the files that are shipped.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import OuterRef, Subquery

from beside.program.models import Member

SLUG = 60
TITLE = 120
SUMMARY = 300


class Page(models.Model):
    """A page that the program has changed, hidden, or made its own."""

    plane = "program"
    classes: ClassVar[dict[str, str]] = {"id": "runs", "slug": "describes", "is_hidden": "runs"}

    slug = models.SlugField(max_length=SLUG, unique=True)
    is_hidden = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return self.slug


class Versions(models.QuerySet["Version"]):
    def standing(self) -> Versions:
        """Of each page and language the one that is in force."""
        newest = (
            Version.objects.filter(page=OuterRef("page"), language=OuterRef("language"))
            .order_by("-number")
            .values("pk")[:1]
        )
        return self.filter(pk=Subquery(newest)).select_related("page", "member")

    def of(self, slug: str, language: str) -> Versions:
        """All of one page in one language, newest first."""
        found = self.filter(page__slug=slug, language=language).select_related("page", "member")
        return found.order_by("-number")


class Version(models.Model):
    """One text, as somebody wrote it on a day. Nothing of it is ever changed.

    Numbers count from 1 in each language of a page; 0 is the shipped text. Where `is_shipped`, the
    member went back to it, and this row holds no words of its own.
    """

    plane = "program"
    classes: ClassVar[dict[str, str]] = {
        "id": "runs",
        "page": "runs",
        "language": "describes",
        "number": "runs",
        "day": "runs",
        "member": "describes",
        "is_shipped": "runs",
        "restored": "runs",
        "title": "describes",
        "summary": "describes",
        "body": "describes",
        "sources": "describes",
    }

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="versions")
    language = models.CharField(max_length=8)
    number = models.PositiveIntegerField()
    day = models.DateField()
    member = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    is_shipped = models.BooleanField(default=False)
    restored = models.PositiveIntegerField(null=True)  # the number whose words these are
    title = models.CharField(max_length=TITLE, blank=True)
    summary = models.CharField(max_length=SUMMARY, blank=True)
    body = models.TextField(blank=True)
    sources = models.TextField(blank=True)

    objects = Versions.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["page", "language", "number"], name="one_number_once_in_a_language"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.language} {self.number}"
