"""What hangs on a wall or goes into a pocket."""

from __future__ import annotations

from django.urls import path

from beside.printables import views

app_name = "printables"
urlpatterns = [
    path("", views.index, name="index"),
    path("poster/", views.poster, name="poster"),
    path("cards/", views.cards, name="cards"),
    path("plain-cards/", views.plain_cards, name="plain_cards"),
    path("resources/", views.resources, name="resources"),
]
