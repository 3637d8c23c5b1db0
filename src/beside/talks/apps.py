from django.apps import AppConfig


class TalksConfig(AppConfig):
    name = "beside.talks"
    label = "talks"
