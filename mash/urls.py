"""Every address of the product, by the app that answers it."""

from allauth.account import views as account
from django.urls import include, path, register_converter

from mash.accounts.views import home
from mash.references import Reference

register_converter(Reference, "reference")

urlpatterns = [
    path("", home, name="home"),
    path("sign-in/", account.login, name="account_login"),
    path("sign-out/", account.logout, name="account_logout"),
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
