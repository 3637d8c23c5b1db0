from django.apps import AppConfig


class SupportersConfig(AppConfig):
    name = "beside.supporters"
    label = "supporters"
