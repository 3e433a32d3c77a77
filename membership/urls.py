"""Addresses of the membership room."""

from __future__ import annotations

from django.urls import path

from membership.views import access, apply, files, my_pages, public, supplement, verify

FORM = "<slug:region>/anslut/ansok"
CASE = "mina-sidor/<str:reference>"

app_name = "membership"
urlpatterns = [
    path("mina-sidor/", my_pages.my_pages, name="my-pages"),
    path(f"{CASE}/", my_pages.case, name="case"),
    path(f"{CASE}/dokument/", files.document, name="document"),
    path(f"{CASE}/ladda-upp/", files.upload, name="upload"),
    path(f"{CASE}/kopior/<int:pk>/", files.copy, name="copy"),
    path(f"{CASE}/aterta/", my_pages.withdraw, name="withdraw"),
    path(f"{CASE}/personer/", access.people, name="people"),
    path(f"{CASE}/personer/<int:pk>/", access.remove, name="remove-person"),
    path(f"{CASE}/komplettera/", supplement.supplement, name="supplement"),
    path(f"{CASE}/komplettera/<slug:page>/", supplement.page, name="supplement-page"),
    path(f"{CASE}/bilagor/<int:pk>/", files.attachment, name="attachment"),
    path("protokollsutdrag/<int:pk>/", files.extract, name="extract"),
    path("verifiera/", verify.verify, name="verify"),
    path("verifiera/<str:code>/", verify.verify_code, name="verify-code"),
    path(f"{FORM}/", apply.start, name="apply"),
    path(f"{FORM}/klart/", apply.receipt, name="receipt"),
    path(f"{FORM}/klart/<str:reference>/", apply.receipt, name="receipt"),
    path(f"{FORM}/<slug:page>/", apply.page, name="apply-page"),
    *public.urlpatterns,
]
