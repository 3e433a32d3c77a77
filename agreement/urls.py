"""Addresses of the agreement room. The last to be asked: a region's name stands first in most of them."""

from __future__ import annotations

from django.urls import path

from agreement import views
from agreement.states import BodyKind
from agreement.views import calendar, documents, news, search

app_name = "agreement"
urlpatterns = [
    path("", views.home, name="home"),
    path("<slug:region>/", views.region_start, name="region"),
    path("<slug:region>/overenskommelsen/", views.agreement_in_force, name="agreement"),
    path("<slug:region>/overenskommelsen/versioner/", views.versions, name="versions"),
    path("<slug:region>/overenskommelsen/versioner/<slug:slug>/", views.version, name="version"),
    path("<slug:region>/overenskommelsen/jamfor/<slug:first>/<slug:second>/", views.compare, name="compare"),
    path("<slug:region>/overenskommelsen/sprak/<slug:code>/", views.translation, name="translation"),
    path("<slug:region>/principer/", views.principles, name="principles"),
    path("<slug:region>/principer/<slug:slug>/", views.principle, name="principle"),
    path("<slug:region>/parterna/", views.parties, name="parties"),
    path("<slug:region>/ledningsgrupp/", views.body, {"kind": BodyKind.LEADERSHIP}, name="body"),
    path(
        "<slug:region>/utvecklingsgrupp/", views.body, {"kind": BodyKind.DEVELOPMENT}, name="development-body"
    ),
    path("<slug:region>/dokument/<slug:slug>/", documents.document, name="document"),
    path("<slug:region>/dokument/<slug:slug>/fil/", documents.document_file, name="document-file"),
    path("<slug:region>/beslut/", views.decisions, name="decisions"),
    path("<slug:region>/beslut/<slug:slug>/", views.decision, name="decision"),
    path("<slug:region>/sa-kom-den-till/", views.making, name="making"),
    path("<slug:region>/sok/", search.search, name="search"),
    path("<slug:region>/nyheter/", news.news, name="news"),
    path("<slug:region>/nyheter/<slug:slug>/", news.news_item, name="news-item"),
    path("<slug:region>/nyheter.atom", news.news_feed, name="news-feed"),
    path("<slug:region>/beslut.atom", news.decisions_feed, name="decisions-feed"),
    path("<slug:region>/kalender/", calendar.calendar, name="calendar"),
    path("<slug:region>/kalender.ics", calendar.calendar_ics, name="calendar-ics"),
]
