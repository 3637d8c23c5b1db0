from __future__ import annotations

from django.urls import URLPattern, path

from beside.events.views.code import code
from beside.events.views.report import report

app_name = "events"
urlpatterns: list[URLPattern] = [
    path("", report, name="report"),
    path("code/", code, name="code"),
]
