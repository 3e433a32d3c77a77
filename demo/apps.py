"""The demo as an app: installed only with DEMO=1, and without a table of its own."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "demo"
