from django.apps import AppConfig


class ProgramConfig(AppConfig):
    name = "beside.program"
    label = "program"
