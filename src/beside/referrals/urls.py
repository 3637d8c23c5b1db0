"""The doors for people without an account."""

from __future__ import annotations

from django.urls import path

from beside.referrals.views.for_a_colleague import for_a_colleague
from beside.referrals.views.for_me import for_me
from beside.referrals.views.my_code import my_code

app_name = "referrals"
urlpatterns = [
    path("for-me/", for_me, name="for_me"),
    path("for-a-colleague/", for_a_colleague, name="for_a_colleague"),
    path("my-code/", my_code, name="my_code"),
]
