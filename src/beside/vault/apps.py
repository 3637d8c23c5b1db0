from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "beside.vault"
    label = "vault"
