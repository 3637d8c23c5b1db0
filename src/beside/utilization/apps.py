from django.apps import AppConfig


class UtilizationConfig(AppConfig):
    name = "beside.utilization"
    label = "utilization"
