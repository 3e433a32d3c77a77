"""Letters: every e-mail is a row before it is a message."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LettersConfig(AppConfig):
    name = "letters"
    verbose_name = _("Letters")

    def ready(self) -> None:
        from letters.models import Letter
        from letters.tasks import send_letter
        from relay import registry

        registry.register(Letter, send_letter)
