"""Asking for a talk, at `/talk/`; planning them, at `/desk/talks/`."""

from __future__ import annotations

from django.urls import path

from beside.talks.views import asking, keeping, listing, planning

app_name = "talks"

urlpatterns = [
    path("talk/", asking.ask, name="ask"),
    path("talk/<int:talk>/calendar/", listing.calendar, name="calendar"),
    path("desk/talks/", listing.show, name="list"),
    path("desk/talks/year/", listing.year, name="year"),
    path("desk/talks/topics/", keeping.topics, name="topics"),
    path("desk/talks/new/", planning.talk, name="talk_new"),
    path("desk/talks/<int:talk>/", keeping.talk, name="talk"),
    path("desk/talks/<int:talk>/plan/", planning.talk, name="talk_plan"),
    path("desk/talks/groups/new/", planning.group, name="group_new"),
    path("desk/talks/groups/<int:group>/", keeping.group, name="group"),
    path("desk/talks/groups/<int:group>/plan/", planning.group, name="group_plan"),
]
