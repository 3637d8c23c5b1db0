"""What the database knows of the keyring: which one it belongs to. And tokens already spent."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class KeyringMark(models.Model):
    """The keyring this database belongs to, and the highest generation it has seen."""

    plane = "runs"
    classes: ClassVar[dict[str, str]] = {
        "id": "runs",
        "keyring_id": "runs",
        "generation": "runs",
        "mode": "runs",
    }

    keyring_id = models.CharField(max_length=32)
    generation = models.PositiveBigIntegerField(default=0)
    mode = models.CharField(max_length=12)

    def __str__(self) -> str:
        return f"keyring at generation {self.generation}"


class SpentToken(models.Model):
    """A form that has been sent: only a keyed digest and its day."""

    plane = "runs"
    classes: ClassVar[dict[str, str]] = {"digest": "runs", "day": "runs"}

    digest = models.BinaryField(primary_key=True)
    day = models.DateField()

    def __str__(self) -> str:
        return f"spent on {self.day}"
