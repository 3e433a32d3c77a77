"""allauth, bent to our rules: its mails are letters, and nobody signs up beside the front door."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    pass
