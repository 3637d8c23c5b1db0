from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "beside.learning"
    label = "learning"
