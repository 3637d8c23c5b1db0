from __future__ import annotations

from django.apps import AppConfig


class DoorsConfig(AppConfig):
    name = "beside.doors"
    label = "doors"

    def ready(self) -> None:
        """Listen to the library: who came in and how, and which key was made."""
        from beside.doors import signals

        signals.connect()
