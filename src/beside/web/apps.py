from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "beside.web"
    label = "web"

    def ready(self) -> None:
        from beside.web import kind_words

        kind_words.speak()
