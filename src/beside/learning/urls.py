from __future__ import annotations

from django.urls import path

from beside.learning import views

app_name = "learning"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:page>/", views.page, name="page"),
]
