"""The supporter's pages."""

from __future__ import annotations

from django.urls import path

from beside.outreach import views

app_name = "outreach"
urlpatterns = [
    path("", views.listing, name="list"),
    path("availability/", views.availability, name="availability"),
    path("noted/", views.noted, name="noted"),
    path("limits/", views.limits, name="limits"),
    path("safety/", views.safety, name="safety"),
    path("<uuid:handle>/", views.one, name="one"),
    path("<uuid:handle>/hand-back/", views.hand_back, name="hand_back"),
    path("<uuid:handle>/safety/", views.safety, name="safety_of"),
]
