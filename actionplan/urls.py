"""Addresses of the actionplan room. Fixed words stand before slugs; no plan may be called like one of them."""

from __future__ import annotations

from django.urls import path

from actionplan import views

app_name = "actionplan"
urlpatterns = [
    path("<slug:region>/handlingsplan/", views.plan, name="plan"),
    path("<slug:region>/handlingsplan/versioner/", views.plans, name="plans"),
    path(
        "<slug:region>/handlingsplan/jamfor/<slug:first>/<slug:second>/",
        views.plan_compare,
        name="plan-compare",
    ),
    path("<slug:region>/handlingsplan/<slug:slug>/", views.plan_version, name="plan-version"),
    path(
        "<slug:region>/handlingsplan/<slug:slug>/sprak/<slug:code>/",
        views.plan_translation,
        name="plan-translation",
    ),
    path("<slug:region>/handlingsplan/<slug:slug>/<slug:area>/", views.area, name="area"),
    path("<slug:region>/sa-hanger-det-ihop/", views.connections, name="connections"),
]
