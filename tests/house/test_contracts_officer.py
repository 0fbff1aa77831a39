"""A contracts officer reads what was written about providers, and meets nothing else: no case, no list, no adult."""

import pytest
from django.urls import reverse

from tests.factories import make_case
from tests.house.grid import ABSENT, FIXED, addresses

pytestmark = pytest.mark.django_db
OWN = {"triage:intelligence", "triage:answer_intelligence"}
FOR_ALL = {
    "home", "exit", "cases:keep", "cases:discard_words", "account_login", "account_logout", "account_inactive", "account_reset_password", "live", "ready",
    "account_reset_password_done", "account_reset_password_from_key", "account_reset_password_from_key_done",
}  # fmt: skip
OPEN = ("hub:", "referrals:", "thresholds:", "triage:self_check")
"""Pages for the public, and the matrix that everybody who signs in may read; what these show of nobody is tested with them."""
NUMBERS = dict.fromkeys(("version_id", "closure_id", "matrix_id", "change_id", "agreement_id", "person_id", "text_id", "partner_id", "proposal_id"), 1)


def test_nothing_of_a_case_and_no_list_opens(people, client_for):
    case = make_case(people, stage="mash_enquiry")
    mine = {"reference": case.reference, "adult": case.adult.reference, "report": case.referrals.get().reference}
    words = FIXED | ABSENT | NUMBERS | {"intelligence": "V-0000-0000"} | mine
    client = client_for(people.contracts_officer)
    opened = []
    for address in addresses():
        if address.name in OWN | FOR_ALL or address.name.startswith(OPEN) and not address.of_case:
            continue
        page = reverse(address.name, kwargs={word: words[word] for word in address.words})
        for answer in (client.get(page), client.post(page)):
            if answer.status_code not in (401, 403, 404, 405):
                opened.append(f"{answer.request['REQUEST_METHOD']} {address.name}: {answer.status_code}")
    assert opened == []
