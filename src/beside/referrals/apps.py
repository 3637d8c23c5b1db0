from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "beside.referrals"
    label = "referrals"
