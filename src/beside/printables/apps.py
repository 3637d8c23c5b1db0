from django.apps import AppConfig


class PrintablesConfig(AppConfig):
    name = "beside.printables"
    label = "printables"
