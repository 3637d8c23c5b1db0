from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "beside.web"
    label = "web"
