"""allauth, bent to our rules: its mails are letters, its ways back are local, and there is no door beside ours."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records

from accounts import emails
from accounts.sign_in import local_path

if TYPE_CHECKING:
    from django.http import HttpRequest

    from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """What allauth asks us. Passwords, sign-up and address management have no page here (accounts.urls)."""

    def get_login_stages(self) -> list[str]:
        """After the code only the second factor; the address is confirmed by the code itself."""
        return ["allauth.mfa.stages.AuthenticateStage"]

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Only paths of this site: no host, not even our own (attack 29)."""
        return bool(local_path(url))

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not again for somebody who showed the factor within the last minutes, for example at sign-in."""
        shown = [
            record["at"]
            for record in get_authentication_records(self.request, self.request.user)
            if record.get("method") == "mfa"
        ]
        return not shown or time.time() - max(shown) > app_settings.REAUTHENTICATION_TIMEOUT

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """News about a second factor, always, as a letter to the person's own address."""
        browser = self.get_http_user_agent(self.request)[:200]
        emails.second_factor_news(user, template_prefix.rpartition("/")[2], browser=browser)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Nothing of allauth's reaches a mail server; whatever still tries is a page that should not exist."""
        raise RuntimeError(f"allauth tried to send {template_prefix} past the letters.")
