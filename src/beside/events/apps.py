from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "beside.events"
    label = "events"
