"""Agreements: seen by managers, ended by two roles, missed when they lapse."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from mash.cases.models import WorkItem
from mash.cases.states import WorkKind
from mash.organisations.models import Agreement
from mash.trail.models import Event
from mash.trail.verbs import Verb
from partners import tasks
from partners.services.agreements import end_agreement, sweep_agreements
from partners.services.answering import answer_check
from partners.states import Answer

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ["mash_manager", "head_of_service"])
def test_management_ends_an_agreement(people, town, role):
    end_agreement(agreement_id=town.agreement.pk, by=getattr(people, role))
    assert Agreement.objects.get().ended_at
    assert Event.objects.filter(verb=Verb.AGREEMENT_ENDED).count() == 1


@pytest.mark.parametrize(
    "role", ["duty_worker", "practitioner", "qa_manager", "board_member", "partner_manager", "administrator"]
)
def test_others_do_not(people, town, role):
    with pytest.raises(PermissionDenied):
        end_agreement(agreement_id=town.agreement.pk, by=getattr(people, role))
    assert not Agreement.objects.get().ended_at


def test_a_check_left_open_by_a_lapsed_agreement_is_raised_once(check, case, asked, people, lapse):
    answered = asked(people.gp)
    answer = {"answer": Answer.NOTHING_HELD, "text": ""}
    from mash.accounts.services import create_account

    doctor = create_account(
        email="gp@example.org",
        name="Gil Doctor",
        role="partner",
        organisation=people.gp,
        password=None,
        by=people.partner,
    )
    answer_check(reference=answered.reference, by=doctor, **answer)
    assert sweep_agreements() == 0
    lapse()
    assert sweep_agreements() == 1
    assert sweep_agreements() == 0
    tasks.sweep_agreements()
    item = WorkItem.objects.get(kind=WorkKind.LAPSED_AGREEMENT)
    assert (item.case, item.about, item.for_permission) == (case, check.reference, "manage_agreements")
    assert "Invented Police" in item.question


@pytest.mark.drill
@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_raise_it_once(check, lapse):
    lapse()
    start = Barrier(3)

    def sweep():
        start.wait()
        sweep_agreements()
        connections.close_all()

    threads = [Thread(target=sweep) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert WorkItem.objects.filter(kind=WorkKind.LAPSED_AGREEMENT).count() == 1


@pytest.mark.parametrize("role", ["mash_manager", "head_of_service", "qa_manager", "board_member", "administrator"])
def test_managers_see_the_agreements(client_for, people, role):
    response = client_for(getattr(people, role)).get(reverse("partners:agreements"))
    assert response.status_code == 200
    html = response.content.decode()
    assert "Invented sharing agreement" in html
    assert "Larkfield Surgery" in html
    may_end = role in ("mash_manager", "head_of_service")
    assert (f"/agreements/{Agreement.objects.get().pk}/end/" in html) == may_end


@pytest.mark.parametrize("role", ["duty_worker", "locality_manager", "partner"])
def test_others_are_refused_the_page(client_for, people, role):
    assert client_for(getattr(people, role)).get(reverse("partners:agreements")).status_code == 403


def test_ending_takes_a_look_and_a_click(client_for, people, town):
    url = reverse("partners:end_agreement", args=[town.agreement.pk])
    client = client_for(people.mash_manager)
    page = client.get(url).content.decode()
    assert "Invented Police" in page
    assert not Agreement.objects.get().ended_at
    assert client.post(url, follow=True).redirect_chain == [(reverse("partners:agreements"), 302)]
    assert Agreement.objects.get().ended_at
    assert client.get(url).status_code == 404
    html = client.get(reverse("partners:agreements")).content.decode()
    assert "Ended early" in html
    assert "Agencies without an agreement in force" in html
    assert client_for(people.duty_worker).get(url).status_code == 403


def test_one_that_lapses_soon_and_is_due_for_review_says_so(client_for, people, town):
    town.agreement.ends_on = town.agreement.starts_on + timedelta(days=60)
    town.agreement.review_on = town.agreement.starts_on
    town.agreement.save()
    html = client_for(people.mash_manager).get(reverse("partners:agreements")).content.decode()
    assert "Lapses soon" in html
    assert "Due" in html


def test_what_was_renewed_is_not_offered_again(client_for, people, town, lapse):
    lapse()
    lapsed, page = town.agreement, reverse("partners:agreements")
    shown = lambda: client_for(people.mash_manager).get(page).content.decode()  # noqa: E731
    assert f"?renews={lapsed.pk}" in shown()
    today, signed = timezone.localdate(), list(lapsed.signatories.all())
    later = Agreement.objects.create(title="Renewed for a year", starts_on=today, ends_on=today + timedelta(days=365), review_on=today + timedelta(days=300))
    later.signatories.set(signed[:-1])
    assert f"?renews={lapsed.pk}" in shown(), "one of them has not signed"
    later.signatories.set(signed)
    assert f"?renews={lapsed.pk}" not in shown()
    assert f"?renews={later.pk}" in shown()
    Agreement.objects.filter(pk=later.pk).update(ended_at=timezone.now())
    assert f"?renews={lapsed.pk}" in shown(), "it was ended"
