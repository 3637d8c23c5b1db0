from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "beside.matching"
    label = "matching"
