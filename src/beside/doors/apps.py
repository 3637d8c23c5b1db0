from django.apps import AppConfig


class DoorsConfig(AppConfig):
    name = "beside.doors"
    label = "doors"
