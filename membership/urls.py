"""Addresses of the membership room."""

from __future__ import annotations

from django.urls import path

from membership.views import (
    access,
    apply,
    files,
    kin,
    left,
    my_pages,
    own_member,
    public,
    supplement,
    thrown_away,
    verify,
    withdrawal,
)
from membership.views.looking import addresses

FORM = "<slug:region>/anslut/ansok"
CASE = "mina-sidor/<str:reference>"
MEMBER = "mina-sidor/medlem/<int:pk>"

app_name = "membership"
urlpatterns = [
    path("mina-sidor/", my_pages.my_pages, name="my-pages"),
    path(f"{MEMBER}/", own_member.home, name="own-member"),
    path(f"{MEMBER}/kontakter/", own_member.contacts, name="contacts"),
    path(f"{MEMBER}/kontakter/ny/", own_member.contact, name="new-contact"),
    path(f"{MEMBER}/kontakter/stammer/", own_member.contacts_right, name="contacts-right"),
    path(f"{MEMBER}/kontakter/<int:contact>/", own_member.contact, name="contact"),
    path(f"{MEMBER}/kontakter/<int:contact>/ta-bort/", own_member.remove_contact, name="remove-contact"),
    path(f"{MEMBER}/presentation/", own_member.profile, name="profile"),
    path(f"{MEMBER}/hor-ihop/", kin.kin, name="kin"),
    path(f"{MEMBER}/hor-ihop/<int:statement>/", kin.answer, name="kin-answer"),
    path(f"{MEMBER}/hor-ihop/<int:link>/ta-bort/", kin.end, name="kin-end"),
    path(f"{MEMBER}/uttrade/", withdrawal.withdrawal, name="withdrawal"),
    path(f"{MEMBER}/uttrade/angra/", withdrawal.regret, name="regret"),
    path(f"{MEMBER}/uttrade/<int:withdrawal>/papper/", withdrawal.paper, name="withdrawal-paper"),
    path(f"{MEMBER}/anslut-igen/", own_member.join_again, name="join-again"),
    path(f"{CASE}/", my_pages.case, name="case"),
    *addresses(f"{CASE}/dokument/", "document", files.document),
    path(f"{CASE}/ladda-upp/", files.upload, name="upload"),
    *addresses(f"{CASE}/kopior/<int:pk>/", "copy", files.copy),
    path(f"{CASE}/aterta/", my_pages.withdraw, name="withdraw"),
    path(f"{CASE}/ga-vidare/", left.take, name="take-draft"),
    path(f"{CASE}/inte-min/", left.disown, name="disown-draft"),
    path(f"{CASE}/kasta/", thrown_away.throw_away, name="throw-draft-away"),
    path(f"{CASE}/papper/<int:pk>/ta-bort/", apply.remove, name="remove-paper"),
    path(f"{CASE}/personer/", access.people, name="people"),
    path(f"{CASE}/personer/<int:pk>/", access.remove, name="remove-person"),
    path(f"{CASE}/komplettera/", supplement.supplement, name="supplement"),
    path(f"{CASE}/komplettera/<slug:page>/", supplement.page, name="supplement-page"),
    *addresses(f"{CASE}/bilagor/<int:pk>/", "attachment", files.attachment),
    *addresses("protokollsutdrag/<int:pk>/", "extract", files.extract),
    path("verifiera/", verify.verify, name="verify"),
    path("verifiera/<str:code>/", verify.verify_code, name="verify-code"),
    path(f"{FORM}/", apply.start, name="apply"),
    path(f"{FORM}/klart/", apply.receipt, name="receipt"),
    path(f"{FORM}/klart/<str:reference>/", apply.receipt, name="receipt"),
    path(f"{FORM}/<slug:page>/", apply.page, name="apply-page"),
    *public.urlpatterns,
]
