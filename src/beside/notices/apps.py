from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "beside.notices"
    label = "notices"
