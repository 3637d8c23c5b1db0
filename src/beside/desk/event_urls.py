"""The addresses of the event pages; included under `/desk/events/`."""

from __future__ import annotations

from django.urls import URLPattern, path

from beside.desk import events

urlpatterns: list[URLPattern] = [
    path("", events.show_all, name="events"),
    path("new/", events.tell, name="event_new"),
    path("<uuid:handle>/", events.one, name="event"),
]
