"""The project as an app, and the admin with its own door."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig


class AdminConfig(DjangoAdminConfig):
    default_site = "samverkan.admin_site.SamverkanAdmin"


class SamverkanConfig(AppConfig):
    name = "samverkan"

    def ready(self) -> None:
        from samverkan import checks, public_cache  # noqa: F401 -- registers the system checks

        public_cache.watch()
