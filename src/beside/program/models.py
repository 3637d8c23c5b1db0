"""Who runs the program, and what it has decided: the plane that lives for years.

No row here carries a fine time: when a member last signed in, or acted, is not kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from beside.program.once import once_a_page
from beside.program.own_words import OwnWords
from beside.program.own_words import Vocabulary as Vocabulary


class Role(models.TextChoices):
    SUPPORTER = "supporter", _("peer supporter")
    COORDINATOR = "coordinator", _("coordinator")
    LEAD = "lead", _("program lead")
    ADMINISTRATOR = "administrator", _("administrator")


class MemberManager(BaseUserManager["Member"]):
    def create_member(self, email: str, name: str, *roles: str) -> Member:
        """A member with these roles; an invitation brings them in."""
        member = self.model(email=email.strip().lower(), name=name)
        member.save(using=self._db)
        for role in roles:
            MemberRole.objects.create(member=member, role=role)
        return member

    def with_role(self, role: str) -> models.QuerySet[Member]:
        return self.filter(is_active=True, held__role=role).order_by("pk")


class Member(AbstractBaseUser):
    """Somebody with an account. A recipient never has one."""

    plane = "program"
    classes: ClassVar[dict[str, str]] = {
        "id": "runs",
        "email": "describes",
        "name": "describes",
        "is_active": "runs",
        "is_practice": "runs",
    }

    last_login = None  # when somebody signed in is nobody's business
    password = None  # type: ignore[assignment]  # there are none
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    is_practice = models.BooleanField(default=False)  # an invented person of the demo

    USERNAME_FIELD = "email"
    objects: ClassVar[MemberManager] = MemberManager()

    def __str__(self) -> str:
        return self.name

    def get_session_auth_hash(self) -> str:
        """A session stands for its member; it ends with its row and not with a password."""
        return salted_hmac("beside.member", str(self.pk), algorithm="sha256").hexdigest()

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        yield from ()

    def has_usable_password(self) -> bool:
        return False

    @property
    def roles(self) -> frozenset[str]:
        cached: frozenset[str] | None = self.__dict__.get("_roles")
        if cached is None:
            cached = frozenset(self.held.values_list("role", flat=True))
            self.__dict__["_roles"] = cached
        return cached

    def has_role(self, *roles: str) -> bool:
        return bool(self.roles.intersection(roles))


class MemberRole(models.Model):
    plane = "program"
    classes: ClassVar[dict[str, str]] = {"id": "runs", "member": "describes", "role": "describes"}

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="held")
    role = models.CharField(max_length=16, choices=Role.choices)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["member", "role"], name="one_role_once"),
        ]

    def __str__(self) -> str:
        return self.role


class Invitation(models.Model):
    """A one-time link; only its digest is kept, and the row goes when it is used."""

    plane = "program"
    classes: ClassVar[dict[str, str]] = {
        "id": "runs",
        "member": "describes",
        "digest": "runs",
        "expires_on": "runs",
    }

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    expires_on = models.DateField()

    def __str__(self) -> str:
        return f"invitation until {self.expires_on}"


class Campus(OwnWords):
    plane = "program"
    classes: ClassVar[dict[str, str]] = {
        "id": "runs",
        **dict.fromkeys(("name", "slug", "translated"), "describes"),
    }
    own_words = ("name",)

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(unique=True)

    class Meta:
        verbose_name_plural = "campuses"

    def __str__(self) -> str:
        return self.name


class Pool(OwnWords):
    """A group of people: served here, or shown the name and number of their own door."""

    class Kind(models.TextChoices):
        SERVED = "served", _("served")
        SIGNPOSTED = "signposted", _("signposted")

    plane = "program"
    classes: ClassVar[dict[str, str]] = {
        "id": "runs",
        "name": "describes",
        "slug": "describes",
        "kind": "describes",
        "door_name": "describes",
        "door_phone": "describes",
        "door_hours": "describes",
        "position": "runs",
        "translated": "describes",
    }
    own_words = ("name", "door_name", "door_hours")
    shipped = frozenset({gettext_noop("Faculty"), gettext_noop("Resident"), gettext_noop("Fellow")})

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.SERVED)
    door_name = models.CharField(max_length=120, blank=True)
    door_phone = models.CharField(max_length=40, blank=True)
    door_hours = models.CharField(max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_served(self) -> bool:
        return self.kind == self.Kind.SERVED


class Policy(OwnWords):
    """What this program has decided, one row. Read by `Policy.current()`."""

    plane = "program"
    classes: ClassVar[dict[str, str]] = {
        "id": "runs",
        "program_name": "describes",
        "program_phone": "describes",
        "program_email": "describes",
        "counselling_name": "describes",
        "counselling_phone": "describes",
        "crisis_name": "describes",
        "crisis_phone": "describes",
        "guideline_version": "describes",
        "guideline_on": "describes",
        "guideline_by": "describes",
        "confidentiality": "describes",
        "law_here": "describes",
        "paid_by": "describes",
        "keep_days": "describes",
        "image_days": "describes",
        "day_ends": "describes",
        "word_at_the_door": "describes",
        "word_is_printed": "describes",
        "written_in": "describes",
        "translated": "describes",
    }
    own_words = (
        *("program_name", "counselling_name", "crisis_name"),
        *("confidentiality", "law_here", "paid_by"),
    )
    shipped = frozenset({gettext_noop("Peer Support Program")})
    as_entered = ("program_name",)

    program_name = models.CharField(max_length=120, default="Peer Support Program")
    program_phone = models.CharField(max_length=40, default="")
    program_email = models.EmailField(blank=True, default="")
    counselling_name = models.CharField(max_length=120, blank=True, default="")
    counselling_phone = models.CharField(max_length=40, blank=True, default="")
    crisis_name = models.CharField(max_length=120, blank=True, default="")
    crisis_phone = models.CharField(max_length=40, blank=True, default="")
    guideline_version = models.CharField(max_length=40, default="1")
    guideline_on = models.DateField(null=True, blank=True)  # since when it is in force
    guideline_by = models.CharField(max_length=160, blank=True, default="")  # who adopted it
    confidentiality = models.TextField(blank=True, default="")  # who may use it, in its own words
    law_here = models.TextField(blank=True, default="")  # what the law here says; counsel read it
    paid_by = models.TextField(blank=True, default="")  # who pays for the program
    keep_days = models.PositiveSmallIntegerField(default=60)
    # How long images or snapshots of the whole machine are kept; null: nobody has said yet.
    image_days = models.PositiveSmallIntegerField(null=True, blank=True)
    day_ends = models.TimeField(default="17:00")
    # Asked of whoever speaks for others at a public door; empty: of nobody. It is no secret.
    word_at_the_door = models.CharField(max_length=40, blank=True, default="")
    word_is_printed = models.BooleanField(default=True)  # on what members print
    written_in = models.CharField(max_length=12, default="en")  # its own words, and its people's

    class Meta:
        verbose_name_plural = "policies"

    def __str__(self) -> str:
        return self.program_name

    @classmethod
    def current(cls) -> Policy:
        return once_a_page("policy", lambda: cls.objects.first() or cls())

    @property
    def sender(self) -> str:
        """Whom our mail comes from: the program, so that an answer reaches somebody."""
        return self.program_email or settings.DEFAULT_FROM_EMAIL


class Holiday(models.Model):
    plane = "program"
    classes: ClassVar[dict[str, str]] = {"id": "runs", "day": "describes", "name": "describes"}

    day = models.DateField(unique=True)
    name = models.CharField(max_length=80)

    class Meta:
        ordering: ClassVar[list[str]] = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class CrisisContact(OwnWords):
    """Somebody who answers at once: stands on every page and on every printed sheet."""

    class Way(models.TextChoices):
        CALL = "call", _("call")
        TEXT = "text", _("text")
        BOTH = "both", _("call or text")

    plane = "program"
    classes: ClassVar[dict[str, str]] = {
        "id": "runs",
        "name": "describes",
        "number": "describes",
        "says": "describes",
        "way": "describes",
        "position": "runs",
        "translated": "describes",
    }
    own_words = ("name", "says")

    name = models.CharField(max_length=80)
    number = models.CharField(max_length=40)
    says = models.CharField(max_length=160, blank=True, default="")
    way = models.CharField(max_length=4, choices=Way.choices, default=Way.CALL)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "pk"]

    def __str__(self) -> str:
        return self.name
