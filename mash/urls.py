"""Every address of the product, by the app that answers it."""

from allauth.account import views as account
from django.urls import include, path, re_path, register_converter

from mash.accounts.views import home
from mash.references import Reference
from referrals.views.public import leave

handler400 = "mash.health.errors.unreadable"
handler404 = "mash.health.errors.not_found"
handler500 = "mash.health.errors.failed"
register_converter(Reference, "reference")

urlpatterns = [
    path("", home, name="home"),
    path("exit/", leave, name="exit"),
    path("sign-in/", account.login, name="account_login"),
    path("sign-out/", account.logout, name="account_logout"),
    path("sign-in/inactive/", account.account_inactive, name="account_inactive"),
    path("password/", account.password_reset, name="account_reset_password"),
    path("password/sent/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/chosen/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("", include("mash.hub.urls")),
    path("", include("mash.health.urls")),
    path("", include("mash.accounts.urls")),
    path("", include("referrals.urls")),
    path("", include("mash.cases.urls")),
    path("", include("triage.urls")),
    path("", include("partners.urls")),
    path("", include("thresholds.urls")),
    path("", include("enquiries.urls")),
    path("", include("audit.urls")),
]
