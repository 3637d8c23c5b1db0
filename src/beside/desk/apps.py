from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "beside.desk"
    label = "desk"
