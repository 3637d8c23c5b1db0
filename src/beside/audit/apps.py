from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "beside.audit"
    label = "audit"
