"""Addresses of sign-in and second factor. Without app_name: allauth looks for its own names at the top.

allauth's pages for passwords, sign-up and addresses are left out on purpose: nobody has a password, and an address is
confirmed by signing in with it.
"""

from __future__ import annotations

from allauth.account.views import LogoutView
from django.urls import include, path

from accounts.views import door, factor

own = [
    path("logga-in/", door.sign_in, name="sign-in"),
    path("kod/", door.code, name="code"),
    path("logga-in-igen/", door.sign_in_again, name="sign-in-again"),
    path("nyckel/", factor.sign_in_with_key, name="key"),
]

second_factor = [
    path("", factor.overview, name="mfa_index"),
    path("visa/", factor.show_at_sign_in, name="mfa_authenticate"),
    path("visa-igen/", factor.show_again, name="mfa_reauthenticate"),
    path("app/", factor.enrol_app, name="mfa_activate_totp"),
    path("app/ta-bort/", factor.remove_app, name="mfa_deactivate_totp"),
    path("reservkoder/", factor.recovery_codes, name="mfa_view_recovery_codes"),
    path("reservkoder/nya/", factor.new_recovery_codes, name="mfa_generate_recovery_codes"),
    path("reservkoder/fil/", factor.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("nycklar/", factor.keys, name="mfa_list_webauthn"),
    path("nycklar/ny/", factor.enrol_key, name="mfa_add_webauthn"),
    path("nycklar/visa-igen/", factor.show_key_again, name="mfa_reauthenticate_webauthn"),
    path("nycklar/<int:pk>/", factor.rename_key, name="mfa_edit_webauthn"),
    path("nycklar/<int:pk>/ta-bort/", factor.remove_key, name="mfa_remove_webauthn"),
    path("nycklar/svar/", factor.key_answer, name="mfa_login_webauthn"),
]

urlpatterns = [
    path("", include((own, "accounts"))),
    path("logga-in/", door.sign_in, name="account_login"),
    path("logga-in/", door.sign_in, name="account_signup"),
    path("logga-ut/", LogoutView.as_view(), name="account_logout"),
    path("last/", door.inactive, name="account_inactive"),
    path("bekrafta/", door.reauthenticate, name="account_reauthenticate"),
    path("2fa/", include(second_factor)),
]
