"""The addresses of the event pages; included under `/desk/events/`."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
