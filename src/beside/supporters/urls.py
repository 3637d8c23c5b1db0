"""The roster."""

from __future__ import annotations

from django.urls import path

from beside.supporters import views

app_name = "supporters"
urlpatterns = [path("", views.roster, name="roster")]
