from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "beside.outreach"
    label = "outreach"
