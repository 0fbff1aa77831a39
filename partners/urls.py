"""Addresses of this app."""

from django.urls import path

from .views import agreements, changing, council, portal

app_name = "partners"
urlpatterns = [
    path("cases/<reference:reference>/checks/", council.checks, name="checks"),
    path("cases/<reference:reference>/checks/ask/", council.ask_partner, name="ask_partner"),
    path("cases/<reference:reference>/checks/<reference:check>/", council.check_answer, name="check_answer"),
    path("cases/<reference:reference>/checks/<reference:check>/read/", council.read_answer, name="read_answer"),
    path("cases/<reference:reference>/checks/<reference:check>/event/", council.take_event, name="take_event"),
    path(
        "cases/<reference:reference>/checks/<reference:check>/withdraw/", council.withdraw_check, name="withdraw_check"
    ),
    path("portal/", portal.portal, name="portal"),
    path("portal/<reference:reference>/", portal.portal_check, name="portal_check"),
    path("portal/<reference:reference>/dispute/", portal.portal_dispute, name="portal_dispute"),
    path("portal/<reference:reference>/<slug:answer>/", portal.answer_check, name="answer_check"),
    path("agreements/", agreements.agreements, name="agreements"),
    path("agreements/propose/", changing.propose_agreement, name="propose_agreement"),
    path("agreements/<int:agreement_id>/end/", agreements.end_agreement, name="end_agreement"),
    path("partners/", changing.partners, name="partners"),
    path("partners/propose/", changing.propose_partner, name="propose_partner"),
    path("partners/<int:partner_id>/change/", changing.change_partner, name="change_partner"),
    path("partners/changes/", changing.partner_changes, name="partner_changes"),
    path("partners/changes/<int:proposal_id>/", changing.partner_change, name="partner_change"),
    path("partners/changes/<int:proposal_id>/approve/", changing.approve, name="approve_partner_change"),
    path("partners/changes/<int:proposal_id>/send-back/", changing.send_back, name="send_back_partner_change"),
    path("partners/changes/<int:proposal_id>/withdraw/", changing.withdraw, name="withdraw_partner_change"),
]
