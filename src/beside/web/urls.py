"""The public pages that belong to no other room."""

from __future__ import annotations

from django.urls import path

from beside.web import guide, machine, promise, views

app_name = "web"

urlpatterns = [
    path("", views.home, name="home"),
    path("help-now/", views.help_now, name="help_now"),
    path("promise/", promise.promise, name="promise"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("another-door/", views.another_door, name="another_door"),
    path("guide/", guide.begin, name="guide"),
    path("guide/<slug:place>/", guide.go_on, name="guide_on"),
    path("machine/", machine.machine, name="machine"),
]
