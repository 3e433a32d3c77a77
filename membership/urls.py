"""Addresses of the membership room."""

from __future__ import annotations

from django.urls import path

from membership.views import verify

app_name = "membership"
urlpatterns = [
    path("verifiera/", verify.verify, name="verify"),
    path("verifiera/<str:code>/", verify.verify_code, name="verify-code"),
]
