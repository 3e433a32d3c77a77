"""Meetings of the groups: calls, agendas, attendance, minutes, and items handed from group to group."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = _("Meetings")
