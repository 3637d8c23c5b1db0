from __future__ import annotations

from django.urls import path

from beside.utilization import views

app_name = "utilization"
urlpatterns = [path("", views.figures, name="figures")]
