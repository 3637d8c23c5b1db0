"""The public pages that belong to no other room."""

from __future__ import annotations

from django.urls import path

from beside.web import machine, views

app_name = "web"

urlpatterns = [
    path("", views.home, name="home"),
    path("help-now/", views.help_now, name="help_now"),
    path("promise/", views.promise, name="promise"),
    path("machine/", machine.machine, name="machine"),
]
