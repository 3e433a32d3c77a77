"""The lowest room: work that must happen is a row, and the relay sees to it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RelayConfig(AppConfig):
    name = "relay"
    verbose_name = _("Work")
