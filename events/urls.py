"""Addresses of the events room: public pages of events, and own pages of those who come, post and look after."""

from __future__ import annotations

from django.urls import path

from events.views import links, mine, office, own, public

OWN = "mina-sidor/kalender"

app_name = "events"
urlpatterns = [
    path(f"{OWN}/", mine.overview, name="overview"),
    path(f"{OWN}/adress/", mine.renew, name="renew"),
    path(f"{OWN}/<uuid:token>.ics", mine.ics, name="own-ics"),
    path(f"{OWN}/anmalan/<uuid:key>/", links.registration, name="registration"),
    path(f"{OWN}/synpunkter/<uuid:key>/", links.feedback, name="feedback"),
    path(f"{OWN}/nytt/<slug:region>/", own.post, name="post"),
    path(f"{OWN}/inbjudna/<slug:region>/", office.uninvited, name="uninvited"),
    path(f"{OWN}/inbjudna/<slug:region>.csv", office.uninvited_csv, name="uninvited-csv"),
    path(f"{OWN}/<int:pk>/", own.event, name="own-event"),
    path(f"{OWN}/<int:pk>/andra/", own.change, name="change"),
    path(f"{OWN}/<int:pk>/anmal/", public.own_register, name="own-register"),
    path(f"{OWN}/<int:pk>/deltagare/", office.participants, name="participants"),
    path(f"{OWN}/<int:pk>/deltagare/<int:registration>/", office.unregister_one, name="unregister"),
    path(f"{OWN}/<int:pk>/deltagare.csv", office.participants_csv, name="participants-csv"),
    path(f"{OWN}/<int:pk>/bjud-in/", office.invite_members, name="invite"),
    path(f"{OWN}/<int:pk>/steg/<slug:step>/", own.step, name="step"),
    path("<slug:region>/kalender/<slug:slug>/", public.event, name="event"),
    path("<slug:region>/kalender/<slug:slug>/anmal/", public.register_page, name="register"),
]
