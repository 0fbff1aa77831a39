"""Partners, teams and agreements: proposed by one, approved by another, and then done; nothing of it before."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connections, transaction
from django.urls import reverse
from django.utils import timezone

from mash.accounts.governing import AlreadyProposed, BaseMoved, NothingChanged, NotYours, Settled
from mash.accounts.states import Standing
from mash.cases.models import WorkItem
from mash.cases.states import WorkKind
from mash.organisations.models import Agreement, Organisation
from mash.organisations.queries import has_live_agreement
from mash.organisations.services import NameTaken, add_organisation
from mash.organisations.states import Kind
from mash.trail.models import Event
from mash.trail.verbs import Verb
from partners.changes import effects_of, mark_of, particulars
from partners.models import PartnerChange
from partners.rules import kinds_open_to
from partners.services.changing import ChangeRefused, approve_change, propose_change, send_back_change, withdraw_change
from partners.states import ChangeKind

pytestmark = pytest.mark.django_db
PROBATION = {
    "name": "Invented Probation", "kind": Kind.PROBATION.value, "contact_name": "Duty officer", "contact_phone": "01632 960400",
    "contact_email": "duty@probation.example.org", "out_of_hours_phone": "",
}  # fmt: skip


def day(days):
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def agreement(*signed, **other):
    said = {"title": "Probation sharing agreement", "covers": "Risk to adults; public task.", "signatories": [each.pk for each in signed]}
    return said | {"starts_on": day(0), "ends_on": day(365), "review_on": day(180)} | other


def propose(people, kind=ChangeKind.NEW_PARTNER, content=PROBATION, by=None, **more):
    return propose_change(kind=kind, content=content, reason="They joined.", by=by or people.mash_manager, **more)


def propose_of(people, partner, by=None, seen=None, **changed):
    was = particulars(partner)
    return propose(people, ChangeKind.PARTNER, was | changed, by=by, partner_id=partner.pk, seen=mark_of(was) if seen is None else seen)


def approve(change, people):
    return approve_change(change_id=change.pk, by=people.head_of_service)


# Use cases


def test_a_partner_stands_in_the_lists_once_a_second_person_agrees(people):
    change = propose(people)
    assert (change.standing, Organisation.objects.filter(name="Invented Probation").exists()) == (Standing.PROPOSED, False)
    task = WorkItem.objects.get()
    assert (task.for_permission, task.about) == ("approve_partners", f"partners {change.pk}")
    approve(change, people)
    made = Organisation.objects.get(name="Invented Probation")
    assert particulars(made) == PROBATION
    assert made.group.name == made.name
    task.refresh_from_db()
    assert task.answered_by == people.head_of_service
    told = WorkItem.objects.get(answered_at=None)
    assert (told.kind, told.owner) == (WorkKind.CHANGE_ANSWERED, people.mash_manager)
    assert told.question == f"{people.head_of_service.name} approved “{change}”. It is done."
    verbs = Event.objects.filter(chain="governed:partnerchange").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == [Verb.CHANGE_PROPOSED, Verb.CHANGE_APPROVED]
    assert Event.objects.filter(verb=Verb.ORGANISATION_ADDED, subject="Invented Probation", actor_id=people.head_of_service.pk).exists()


def test_an_agreement_opens_the_portal_once_a_second_person_agrees(people):
    probation = add_organisation(name="Invented Probation", kind=Kind.PROBATION)
    change = propose(people, ChangeKind.AGREEMENT, agreement(probation))
    assert not has_live_agreement(probation.pk)
    approve(change, people)
    assert has_live_agreement(probation.pk)
    made = Agreement.objects.get(title="Probation sharing agreement")
    assert (made.covers, made.ends_on.isoformat(), list(made.signatories.all())) == ("Risk to adults; public task.", day(365), [probation])


def test_one_that_begins_later_opens_it_on_its_day(people, time_machine):
    probation = add_organisation(name="Invented Probation", kind=Kind.PROBATION)
    approve(propose(people, ChangeKind.AGREEMENT, agreement(probation, starts_on=day(7))), people)
    assert not has_live_agreement(probation.pk)
    time_machine.move_to(timezone.now() + timedelta(days=7), tick=False)
    assert has_live_agreement(probation.pk)


def test_other_particulars_hold_once_a_second_person_agrees(people):
    change = propose_of(people, people.gp, name="Larkfield Medical Centre", contact_phone="01632 960555")
    people.gp.refresh_from_db()
    assert (people.gp.name, change.was["name"]) == ("Larkfield Surgery", "Larkfield Surgery")
    approve(change, people)
    people.gp.refresh_from_db()
    assert (people.gp.name, people.gp.contact_phone, people.gp.group.name) == ("Larkfield Medical Centre", "01632 960555", "Larkfield Medical Centre")
    assert Event.objects.filter(verb=Verb.ORGANISATION_CHANGED, subject="Larkfield Medical Centre").count() == 1


def test_managers_and_administrators_propose_and_nobody_else(people):
    for role in ("duty_worker", "practitioner", "head_of_service", "qa_manager", "partner", "partner_manager", "board_member", "locality_manager"):
        with pytest.raises(PermissionDenied):
            propose(people, by=getattr(people, role))
    for role in ("mash_manager", "administrator"):
        by = getattr(people, role)
        withdraw_change(change_id=propose(people, by=by).pk, by=by)


def test_only_the_head_of_service_answers_and_never_their_own(people):
    change = propose(people)
    for role in ("duty_worker", "practitioner", "mash_manager", "qa_manager", "administrator", "partner_manager"):
        with pytest.raises(PermissionDenied):
            approve_change(change_id=change.pk, by=getattr(people, role))
        with pytest.raises(PermissionDenied):
            send_back_change(change_id=change.pk, why="-", by=getattr(people, role))
    with pytest.raises(NotYours):
        withdraw_change(change_id=change.pk, by=people.administrator)
    PartnerChange.objects.filter(pk=change.pk).update(proposed_by=people.head_of_service)
    with pytest.raises(NotYours):
        approve(change, people)
    with pytest.raises(DatabaseError), transaction.atomic():
        PartnerChange.objects.filter(pk=change.pk).update(approved_by=people.head_of_service)
    assert not Organisation.objects.filter(name="Invented Probation").exists()


def test_of_one_thing_only_one_change_waits_and_of_others_more(people):
    change = propose_of(people, people.gp, contact_name="New lead")
    with pytest.raises(AlreadyProposed) as refused:
        propose_of(people, people.gp, by=people.administrator, contact_name="Newer lead")
    assert refused.value.rival == change
    propose_of(people, people.police, contact_name="New desk")
    propose(people)
    with pytest.raises(AlreadyProposed):
        propose(people, by=people.administrator)


def test_what_was_answered_says_so_and_stays(people):
    change = propose(people)
    send_back_change(change_id=change.pk, why="Not signed.", by=people.head_of_service)
    with pytest.raises(Settled, match="Sent back"):
        approve(change, people)
    second = approve(propose(people), people)
    for row in (change, second):
        for wrong in (lambda row=row: PartnerChange.objects.filter(pk=row.pk).update(reason="Other"), row.delete):
            with pytest.raises(DatabaseError, match="stays as it was"), transaction.atomic():
                wrong()
    assert not WorkItem.objects.filter(kind=WorkKind.CHANGE_PROPOSED, answered_at=None).exists()


def test_two_organisations_never_have_one_name(people):
    first, second = propose(people), propose_of(people, people.gp, name="INVENTED probation")
    approve(first, people)
    with pytest.raises(NameTaken, match="already"):
        approve(second, people)
    with pytest.raises(NameTaken):
        propose(people)
    people.gp.refresh_from_db()
    assert people.gp.name == "Larkfield Surgery"


def test_a_team_never_becomes_an_agency_nor_an_agency_a_team(people):
    assert Kind.HUB not in kinds_open_to(None)
    for partner, kind in ((people.gp, Kind.LOCALITY_TEAM), (people.locality, Kind.POLICE), (people.gp, Kind.HUB)):
        with pytest.raises(ChangeRefused, match="can't become"):
            propose_of(people, partner, kind=kind.value)
    propose_of(people, people.gp, kind=Kind.COMMUNITY_HEALTH.value)
    propose_of(people, people.locality, contact_name="New manager")


def test_the_hub_itself_is_not_changed_here(people):
    with pytest.raises(Organisation.DoesNotExist):
        propose_of(people, people.hub, contact_name="Somebody")


def test_an_agreement_that_has_run_out_or_that_a_team_signed_is_refused(people, time_machine):
    for wrong in (agreement(people.locality), agreement(people.gp, people.hub), agreement(), agreement(people.gp, ends_on=day(-1))):
        with pytest.raises(ChangeRefused):
            propose(people, ChangeKind.AGREEMENT, wrong)
    change = propose(people, ChangeKind.AGREEMENT, agreement(people.gp, ends_on=day(1)))
    time_machine.move_to(timezone.now() + timedelta(days=2), tick=False)
    with pytest.raises(ChangeRefused, match="run out"):
        approve(change, people)


def test_what_changed_meanwhile_is_neither_proposed_nor_approved_unread(people):
    change = propose_of(people, people.gp, contact_name="New lead")
    Organisation.objects.filter(pk=people.gp.pk).update(contact_phone="01632 960556")
    with pytest.raises(ChangeRefused, match="changed since"):
        approve(change, people)
    with pytest.raises(BaseMoved):
        propose_of(people, people.gp, contact_name="Newer lead")
    with pytest.raises(NothingChanged):
        propose_of(people, people.police)


def test_without_the_line_of_trail_nothing_is_done(people, monkeypatch):
    change = propose(people)
    monkeypatch.setattr("mash.organisations.services.record", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        approve(change, people)
    assert not Organisation.objects.filter(name="Invented Probation").exists()
    change.refresh_from_db()
    assert change.standing == Standing.PROPOSED


@pytest.mark.drill
@pytest.mark.django_db(transaction=True)
def test_of_two_who_answer_at_once_one_does_and_the_other_is_told(people):
    change = propose(people)
    barrier, outcomes = Barrier(2), []

    def act():
        try:
            barrier.wait(timeout=30)
            approve(change, people)
            outcomes.append("done")
        except Settled as settled:
            outcomes.append(settled.row.standing)
        finally:
            connections.close_all()

    both = [Thread(target=act) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(timeout=60)
    assert sorted(outcomes) == sorted(["done", Standing.IN_FORCE])
    assert Organisation.objects.filter(name="Invented Probation").count() == 1


# What it would do


def test_an_agreement_says_for_each_signatory_what_it_opens(people):
    probation = add_organisation(name="Invented Probation", kind=Kind.PROBATION)
    lines = effects_of(ChangeKind.AGREEMENT, agreement(probation, people.police), {})
    assert lines[0] == "Invented Police: covered by another agreement already."
    assert lines[1] == "Invented Probation: at once it can be asked about adults, and nobody there has an account for the portal yet."
    Agreement.objects.all().delete()
    assert effects_of(ChangeKind.AGREEMENT, agreement(people.police), {})[0].endswith("the portal opens for 2 people with an account.")
    assert "from" in effects_of(ChangeKind.AGREEMENT, agreement(probation, starts_on=day(3)), {})[0]


@pytest.mark.parametrize(
    ("kind", "number"), [(Kind.GP, "it sees NHS numbers"), (Kind.POLICE, "it sees no NHS numbers")],
)  # fmt: skip
def test_the_kind_says_what_an_agency_will_be_shown(kind, number):
    assert number in effects_of(ChangeKind.NEW_PARTNER, PROBATION | {"kind": kind.value}, {})[0]


def test_a_change_names_only_what_it_does(people):
    was = particulars(people.gp)
    assert effects_of(ChangeKind.PARTNER, was | {"name": "Other"}, was) == [
        "The new name stands on every page from now on. Decisions and documents that were kept have the old one."
    ]
    assert "new contact" in effects_of(ChangeKind.PARTNER, was | {"contact_phone": "1234"}, was)[0]


# Pages


def at(name, *args):
    return reverse(f"partners:{name}", args=args)


def posted(form, step="look", **changed):
    """What a browser would send of the form on a page."""
    values = {name: form[name].value() or "" for name in form.fields}
    return values | {"reason": "They joined.", "step": step} | changed


def dated(**days):
    found = {}
    for name, when in days.items():
        when = timezone.localdate() + timedelta(days=when)
        found |= {f"{name}_day": when.day, f"{name}_month": when.month, f"{name}_year": when.year}
    return found


def test_a_partner_goes_from_the_managers_form_to_the_lists(people, client_for, django_assert_max_num_queries):
    manager, head = client_for(people.mash_manager), client_for(people.head_of_service)
    where = at("propose_partner")
    wrong = manager.post(where, {"step": "look", "name": "", "contact_phone": "call me"}).content.decode()
    for told in ("Enter the organisation&#x27;s name", "Choose the kind", "Enter a telephone number", "Say why this should change"):
        assert told in wrong, told
    assert 'value="call me"' in wrong
    look = manager.post(where, PROBATION | {"reason": "They joined.", "step": "look"}).content.decode()
    assert "It can be asked about nobody until an agreement with it is in force" in look
    assert not PartnerChange.objects.exists()
    assert 'value="Invented Probation"' in manager.post(where, PROBATION | {"reason": "They joined.", "step": "edit"}).content.decode()
    made = manager.post(where, PROBATION | {"reason": "They joined.", "step": "propose"})
    change = PartnerChange.objects.get()
    assert made.url == at("partner_change", change.pk)
    assert "Withdraw my proposal" in manager.get(made.url).content.decode()
    assert "waits for approval" in manager.get(at("partners")).content.decode()
    assert head.post(reverse("triage:answer_work_item"), {"task": WorkItem.objects.get().pk, "answer": "Yes."}).url == made.url
    assert "Approve</button>" in head.get(made.url).content.decode()
    assert manager.post(at("approve_partner_change", change.pk)).status_code == 403
    assert "Approved and done" in head.post(at("approve_partner_change", change.pk), follow=True).content.decode()
    assert "settled already" in head.post(at("approve_partner_change", change.pk), follow=True).content.decode()
    for page in (at("partners"), at("partner_changes"), at("agreements"), made.url):
        manager.get(page)
        with django_assert_max_num_queries(16):
            assert "Invented Probation" in manager.get(page).content.decode()


def test_an_agreement_goes_from_the_managers_form_to_the_portal(people, client_for):
    probation = add_organisation(name="Invented Probation", kind=Kind.PROBATION)
    manager, head = client_for(people.mash_manager), client_for(people.head_of_service)
    where = at("propose_agreement")
    said = {"title": "Probation agreement", "signatories": [probation.pk], "covers": "Risk.", "reason": "Signed today.", "step": "look"}
    wrong = manager.post(where, said | dated(starts_on=10, ends_on=5, review_on=7)).content.decode()
    assert "The last day must be the first day or after it" in wrong
    assert "Choose a day between the first and the last day" in manager.post(where, said | dated(starts_on=0, ends_on=5, review_on=7)).content.decode()
    assert "Choose at least one organisation" in manager.post(where, said | {"signatories": []}).content.decode()
    good = said | dated(starts_on=0, ends_on=50, review_on=30)
    look = manager.post(where, good).content.decode()
    assert "nobody there has an account for the portal yet" in look
    for name, value in dated(ends_on=50).items():
        assert f'type="hidden" name="{name}" value="{value}"' in look
    manager.post(where, good | {"step": "propose"})
    change = PartnerChange.objects.get()
    assert change.content["ends_on"] == day(50)
    assert "waits for approval" in manager.get(at("agreements")).content.decode()
    head.post(at("approve_partner_change", change.pk))
    assert has_live_agreement(probation.pk)


def test_a_renewal_begins_with_what_was_signed_before(people, client_for, town):
    page = client_for(people.mash_manager).get(f"{at('propose_agreement')}?renews={town.agreement.pk}").content.decode()
    assert 'value="Invented sharing agreement"' in page
    assert page.count(" checked") == 4
    for unknown in ("x", "99999", ""):
        assert client_for(people.mash_manager).get(f"{at('propose_agreement')}?renews={unknown}").content.decode().count(" checked") == 0


def test_a_change_shows_what_stood_and_what_shall_stand(people, client_for):
    manager = client_for(people.mash_manager)
    where = at("change_partner", people.gp.pk)
    form = manager.get(where).context["form"]
    assert "Nothing changes" in manager.post(where, posted(form)).content.decode()
    changed = posted(form, contact_phone="01632 960555")
    assert "<ins>01632 960555</ins>" in manager.post(where, changed).content.decode()
    assert 'value="locality_team"' not in manager.get(where).content.decode()
    manager.post(where, changed | {"step": "propose"})
    head = client_for(people.head_of_service)
    change = PartnerChange.objects.get()
    assert "Say why you send it back" in head.post(at("send_back_partner_change", change.pk), {"why": ""}).content.decode()
    head.post(at("send_back_partner_change", change.pk), {"why": "Ask them for a desk."})
    assert "Ask them for a desk." in manager.get(at("partner_change", change.pk)).content.decode()


def test_whoever_comes_second_keeps_their_words(people, client_for):
    manager = client_for(people.mash_manager)
    where = at("change_partner", people.gp.pk)
    mine = posted(manager.get(where).context["form"], step="propose", contact_name="Mine")
    propose_of(people, people.gp, by=people.administrator, contact_name="Theirs")
    told = manager.post(where, mine)
    assert told.status_code == 409
    assert f"{people.administrator.name} was first" in told.content.decode()
    assert 'value="Mine"' in told.content.decode()
    approve(PartnerChange.objects.get(), people)
    told = manager.post(where, mine)
    assert told.status_code == 409
    assert "Somebody changed this organisation while you wrote" in told.content.decode()
    assert 'value="Mine"' in told.content.decode()
    again = posted(told.context["form"], step="propose", contact_name="Mine")
    assert manager.post(where, again).status_code == 302


def test_who_reads_and_who_does_not(people, client_for):
    change = propose(people)
    pages = (at("partners"), at("partner_changes"), at("partner_change", change.pk), at("agreements"))
    for role in ("mash_manager", "head_of_service", "qa_manager", "board_member", "administrator"):
        client = client_for(getattr(people, role))
        for page in pages:
            assert client.get(page).status_code == 200
        proposes = role in ("mash_manager", "administrator")
        assert (at("propose_partner") in client.get(at("partners")).content.decode()) == proposes
        assert (at("propose_agreement") in client.get(at("agreements")).content.decode()) == proposes
        assert client.get(at("propose_partner")).status_code == (200 if proposes else 403)
    for role in ("duty_worker", "practitioner", "partner", "partner_manager", "locality_manager"):
        for page in pages:
            assert client_for(getattr(people, role)).get(page).status_code == 403
    manager = client_for(people.mash_manager)
    for page in (at("partner_change", 99999), at("change_partner", 99999), at("change_partner", people.hub.pk)):
        assert manager.get(page).status_code == 404
