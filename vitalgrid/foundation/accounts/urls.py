"""Addresses under /accounts/. Of allauth only what this product uses: what is not listed does not exist."""

from allauth.account.views import logout, signup
from allauth.mfa.base.views import authenticate
from allauth.mfa.base.views import index as second_factor_index
from allauth.mfa.recovery_codes.views import view_recovery_codes
from allauth.mfa.webauthn.views import edit_webauthn, list_webauthn, login_webauthn
from allauth.socialaccount.providers.openid_connect.views import callback as oidc_callback
from allauth.socialaccount.providers.openid_connect.views import login as oidc_login
from allauth.socialaccount.views import login_cancelled, login_error
from django.urls import path

from vitalgrid.foundation.accounts.pages import factors, keys, own, people

urlpatterns = [
    path("", own.overview, name="account_overview"),
    path("login/", own.SignInPage.as_view(), name="account_login"),
    path("logout/", logout, name="account_logout"),
    path("signup/", signup, name="account_signup"),
    path("reauthenticate/", own.ConfirmPage.as_view(), name="account_reauthenticate"),
    path("password/change/", own.change_password, name="account_change_password"),
    path("password/forgotten/", own.forgotten, name="account_reset_password"),
    path("password/expired/", own.secret_expired, name="account_secret_expired"),
    path("unknown/", own.unknown_person, name="account_unknown_person"),
    path("language/", own.choose_language, name="account_language"),
    # Second factor
    path("2fa/", second_factor_index, name="mfa_index"),
    path("2fa/authenticate/", authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", factors.ConfirmCodePage.as_view(), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", factors.ActivatePage.as_view(), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", factors.DeactivatePage.as_view(), name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", view_recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/generate/", factors.GeneratePage.as_view(), name="mfa_generate_recovery_codes"),
    path("2fa/keys/", list_webauthn, name="mfa_list_webauthn"),
    path("2fa/keys/add/", factors.AddKeyPage.as_view(), name="mfa_add_webauthn"),
    path("2fa/keys/reauthenticate/", factors.ConfirmKeyPage.as_view(), name="mfa_reauthenticate_webauthn"),
    path("2fa/keys/<int:pk>/remove/", factors.RemoveKeyPage.as_view(), name="mfa_remove_webauthn"),
    path("2fa/keys/<int:pk>/edit/", edit_webauthn, name="mfa_edit_webauthn"),
    path("2fa/keys/login/", login_webauthn, name="mfa_login_webauthn"),
    # Single sign-on
    path("sso/<slug:provider_id>/", oidc_login, name="openid_connect_login"),
    path("sso/<slug:provider_id>/callback/", oidc_callback, name="openid_connect_callback"),
    path("sso-cancelled/", login_cancelled, name="socialaccount_login_cancelled"),
    path("sso-error/", login_error, name="socialaccount_login_error"),
    # Sessions and devices
    path("sessions/", own.sessions, name="usersessions_list"),
    path("sessions/end-others/", own.end_other_sessions, name="account_end_other_sessions"),
    path("sessions/<int:session_id>/end/", own.end_session, name="account_end_session"),
    # Other people's accounts, and keys
    path("people/", people.people, name="account_people"),
    path("people-new/", people.new_person, name="account_new_person"),
    path("people/<str:username>/", people.person, name="account_person"),
    path("people/<str:username>/reset/", people.reset, name="account_reset_person"),
    path("people/<str:username>/enable/", people.enable, name="account_enable_person"),
    path("people/<str:username>/disable/", people.disable, name="account_disable_person"),
    path("people/<str:username>/end-sessions/", people.end_all, name="account_end_person_sessions"),
    path("keys/", keys.keys, name="account_keys"),
    path("keys/new/", keys.new_key, name="account_new_key"),
    path("keys/<uuid:key_id>/revoke/", keys.revoke, name="account_revoke_key"),
]
