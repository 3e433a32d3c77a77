"""The project itself: settings, addresses, the admin's door, checks and middleware. No domain word in it."""

from samverkan.celery import app as celery_app

__all__ = ["celery_app"]
