"""The pages round telling a referrer: marks, acknowledging, the police hold, the managers' list, and the reply."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from mash.cases.models import Case, Deadline, PoliceHold, WorkItem
from mash.cases.states import Clock, Stage
from referrals.codes import digest, secret_code
from referrals.models import Caution, Feedback, Reply
from referrals.services.replies import MOST
from referrals.states import Safety, Voice, Way, Withheld
from tests.factories import make_case, make_referral
from tests.referrals.test_cautions import mark, withhold
from tests.referrals.test_feedback_services import decided

pytestmark = pytest.mark.django_db
DAY = timezone.localdate() + timedelta(days=9)


def day(name, on=DAY):
    return {f"{name}_day": str(on.day), f"{name}_month": str(on.month), f"{name}_year": str(on.year)}


def url(name, case):
    return reverse(f"referrals:{name}", args=[case.reference, case.referrals.first().reference])


def test_a_referrer_is_marked_and_the_tab_says_so(people, client_for):
    case, client = make_case(people), client_for(people.duty_worker)
    wrong = client.post(url("caution", case), {"reason": "His sister says so", **day("review_on")})
    assert b"Choose what you have found out" in wrong.content
    assert b"His sister says so" in wrong.content
    said = {"safety": "may_be_source", "reason": "His sister says so", **day("review_on")}
    page = client.post(url("caution", case), said, follow=True).content
    assert b"The referrer may be the source of harm." in page
    assert b"may be the source of harm" in client.get(reverse("referrals:reports", args=[case.reference])).content
    assert b"Nothing is sent" in client.get(url("choose_feedback", case)).content
    again = client.post(url("caution", case), said)
    assert b"marked already" in again.content
    assert b"Lift the mark" not in client.get(url("caution", case)).content
    assert client.post(url("lift_caution", case), {"reason": "x"}).status_code == 403


def test_a_manager_lifts_the_mark(people, client_for):
    case, client = make_case(people), client_for(people.mash_manager)
    mark(case, people.duty_worker, Safety.UNSAFE)
    assert b"Lift the mark" in client.get(url("caution", case)).content
    assert b"Say why the mark can be lifted" in client.post(url("lift_caution", case), {}).content
    client.post(url("lift_caution", case), {"reason": "It was another person", "seen": Caution.objects.get().pk})
    assert Caution.objects.get().lifted_reason == "It was another person"


def test_an_acknowledgement_that_could_not_be_sent_is_a_row_until_somebody_settles_it(people, client_for):
    case, client = make_case(people), client_for(people.duty_worker)
    report = case.referrals.get().reference
    now = timezone.now()
    Deadline.objects.create(case=case, clock=Clock.ACKNOWLEDGED, about=report, started_at=now, due_at=now)
    tab = reverse("referrals:feedback", args=[case.reference])
    assert b"They may not know" in client.get(tab).content
    assert b"Say what was done" in client.post(url("acknowledge", case), {}).content
    client.post(url("acknowledge", case), {"words": "Rang and read it out"})
    assert b"They may not know" not in client.get(tab).content
    assert b"Nothing is owed" in client.post(url("acknowledge", case), {"words": "Rang again"}).content


def test_a_police_hold_is_recorded_seen_and_lifted(people, client_for):
    case, client = make_case(people), client_for(people.practitioner)
    page = reverse("cases:police_hold", args=[case.reference])
    summary = reverse("cases:case", args=[case.reference])
    assert b"Record a police hold" in client.get(summary).content
    said = {"hold": "forbids", "asked_by": "PC Example", "reason": "Arrest planned", **day("review_on")}
    wrong = client.post(page, said)
    assert b"Enter the day on which the hold began" in wrong.content
    assert b"Arrest planned" in wrong.content
    said |= day("since_on", timezone.localdate())
    assert b"Lift the hold" in client.post(page, said, follow=True).content
    assert b"told nothing for now" in client.get(summary).content
    assert b"already" in client.post(page, said).content
    assert b"Say why it ends" in client.post(page + "lift/", {}).content
    said = {"reason": "The officer rang", "seen": PoliceHold.objects.get().pk}
    client.post(page + "lift/", said)
    assert PoliceHold.objects.get().lifted_by == people.practitioner
    again = client.post(page + "lift/", said | {"reason": "Again he rang"}).content
    assert b"Priya Practitioner lifted the hold that you read" in again
    assert b"Again he rang" in again


def test_managers_see_what_was_withheld_and_say_that_they_looked(people, client_for, django_assert_max_num_queries):
    for _ in range(3):
        row = withhold(decided(people)[0], people.duty_worker)
    hidden = decided(people)[0]
    withhold(hidden, people.duty_worker)
    hidden.__class__.objects.filter(pk=hidden.pk).update(restricted=True)
    client = client_for(people.mash_manager)
    with django_assert_max_num_queries(16):
        page = client.get(reverse("referrals:withheld")).content
    assert page.count(b"Not looked at") == 3
    assert b"His brother reads his post." in page
    assert hidden.referrals.get().reference.encode() not in page
    wrong = client.post(reverse("referrals:see_withheld"), {"feedback": row.once_key, "review_on_day": "1"})
    assert b"must include" in wrong.content
    client.post(reverse("referrals:see_withheld"), {"feedback": row.once_key, **day("review_on")})
    assert Feedback.objects.get(pk=row.pk).seen_by == people.mash_manager
    assert client.get(reverse("referrals:withheld")).content.count(b"Not looked at") == 2
    Feedback.objects.filter(pk=row.pk).update(review_on=timezone.localdate())
    assert b"Due again" in client.get(reverse("referrals:withheld")).content
    assert client.post(reverse("referrals:see_withheld"), {"feedback": str(uuid4()), "no_need": "on"}).status_code == 404


def test_looking_never_takes_the_day_to_look_again_away(people, client_for):
    row, client = withhold(decided(people)[0], people.duty_worker), client_for(people.mash_manager)
    Feedback.objects.filter(pk=row.pk).update(review_on=DAY)
    page = client.get(reverse("referrals:withheld")).content.decode()
    assert re.search(rf'name="review_on_day" value="{DAY.day}"', page)
    see = reverse("referrals:see_withheld")
    assert b"tick that there is no need" in client.post(see, {"feedback": row.once_key}).content
    row.refresh_from_db()
    assert (row.review_on, row.seen_by) == (DAY, None)
    client.post(see, {"feedback": row.once_key, **day("review_on", DAY)})
    row.refresh_from_db()
    assert (row.review_on, row.seen_by) == (DAY, people.mash_manager)
    client.post(see, {"feedback": row.once_key, "no_need": "on", **day("review_on", DAY)})
    row.refresh_from_db()
    assert row.review_on is None


def test_where_nothing_can_be_said_or_withheld_the_page_says_so_and_offers_no_form(people, client_for):
    case, client = make_case(people, stage="triage"), client_for(people.duty_worker)
    tab = reverse("referrals:feedback", args=[case.reference])
    assert b"Police hold" not in client.get(tab).content
    hold = PoliceHold.objects.create(
        case=case, hold="forbids", asked_by="PC Example", reason="Arrest planned", set_by=people.practitioner,
        since_on=timezone.localdate(), review_on=DAY,
    )  # fmt: skip
    nothing = b"Nothing to do until the decision, or until the police hold is lifted."
    page = client.get(tab).content
    assert nothing in page
    assert b"Asked by PC Example" in page
    assert f'href="{url("choose_feedback", case)}"'.encode() not in page
    page = client.get(url("choose_feedback", case)).content
    assert nothing in page
    assert b"Continue" not in page
    assert client.get(url("withhold_feedback", case)).url == url("choose_feedback", case)
    written = client.post(url("withhold_feedback", case), {"words": "He rang twice."}).content
    assert nothing in written
    assert b"He rang twice." in written
    for name in ("cases:case", "referrals:reports", "triage:triage"):
        assert b"Police hold" in client.get(reverse(name, args=[case.reference])).content
    PoliceHold.objects.filter(pk=hold.pk).update(hold="limits")
    assert nothing not in client.get(tab).content
    assert b"Continue" in client.get(url("choose_feedback", case)).content
    PoliceHold.objects.filter(pk=hold.pk).update(hold="forbids")
    Case.objects.filter(pk=case.pk).update(decided_at=timezone.now())
    assert b"Continue" in client.get(url("choose_feedback", case)).content


def test_before_a_decision_there_is_nothing_to_withhold_so_it_is_not_offered(people, client_for):
    client = client_for(people.duty_worker)
    assert b'value="withheld"' not in client.get(url("choose_feedback", make_case(people, stage="triage"))).content
    assert b'value="withheld"' in client.get(url("choose_feedback", decided(people)[0])).content


FULL = {"codes": ["thank-you", "outcome-advice"], "once": str(uuid4())}


def compose(client, case, **said):
    address = reverse("referrals:compose_feedback", args=[case.reference, case.referrals.get().reference, "decided", "full"])
    return client.post(address, FULL | said).content.decode()


def test_outcomes_that_exclude_each_other_are_not_previewed(people, client_for):
    case, client = decided(people, voice=Voice.PROFESSIONAL)[0], client_for(people.duty_worker)
    page = compose(client, case, codes=["outcome-section-42", "outcome-no-concern"])
    assert "cannot both be said" in page
    assert "will see" not in page
    assert "will see" in compose(client, case, codes=["outcome-section-42"])


def test_words_of_health_are_looked_at_again_and_may_stand(people, client_for):
    case, client = decided(people, voice=Voice.PROFESSIONAL)[0], client_for(people.duty_worker)
    page = compose(client, case, added="He has dementia. Keep a record.")
    assert "Look again at “dementia” (health)" in page
    assert "will see" not in page
    other = compose(client, case, added="He has dementia and was hit.", knowingly=["dementia"])
    assert "Look again at “hit” (allegation)" in other
    page = compose(client, case, added="He has dementia.", knowingly=["dementia"])
    assert "will see" in page
    assert 'name="knowingly" value="dementia"' in page
    assert "will see" in compose(client, case, added="Please keep a record.")


def test_silence_for_the_police_needs_a_hold_and_a_day(people, client_for):
    case, client = decided(people)[0], client_for(people.duty_worker)
    page = client.post(url("withhold_feedback", case), {"reason": "police_hold", "words": "They rang", "once": str(uuid4()), "seen": "0"})
    assert b"No police hold is on this case" in page.content
    page = client.post(url("withhold_feedback", case), {"reason": "unsafe", "words": "They rang", "once": str(uuid4()), "seen": "0"})
    assert b"Enter the day by which somebody looks at it again" in page.content
    client.post(url("withhold_feedback", case), {"reason": "asked_not", "words": "They rang", "once": str(uuid4()), "seen": "0"})
    assert Feedback.objects.get().withheld == Withheld.ASKED_NOT


@pytest.mark.parametrize(
    ("changed", "shown"),
    [
        ({}, ["this email to robin@example.org", "There is an update on your enquiry", ">Send<"]),
        ({"reply_by": Way.TEXT, "referrer_phone": "07700 900 982"}, ["this text message to 07700 900 982", ">Send<"]),
        ({"reply_by": Way.LETTER, "referrer_address": "1 Example Row"}, ["this letter:", "1 Example Row", ">Send<"]),
        ({"reply_by": Way.PHONE, "referrer_phone": "01632 960 001"}, ["one of us rings 01632 960 001", "ask to ring"]),
        ({"contact_is_safe": False}, ["nothing is sent", "Publish on the status page"]),
    ],
)
def test_the_preview_shows_what_is_seen_and_how_it_goes(people, client_for, changed, shown):
    case, _ = decided(people, **changed)
    page = reverse("referrals:compose_feedback", args=[case.reference, case.referrals.get().reference, "decided", "limited"])
    said = client_for(people.duty_worker).post(page, {"codes": ["thank-you"], "once": str(uuid4())}).content.decode()
    for words in ["Thank you for telling us.", *shown]:
        assert words in said


def test_the_preview_names_the_portal(people, client_for):
    case, _ = decided(people, agency=people.police, voice=Voice.PROFESSIONAL)
    page = reverse("referrals:compose_feedback", args=[case.reference, case.referrals.get().reference, "decided", "limited"])
    said = client_for(people.duty_worker).post(page, {"codes": ["thank-you"], "once": str(uuid4())}).content.decode()
    assert "in the partner portal, to the people of Invented Police" in said


def keys(case):
    report = case.referrals.first()
    code = secret_code(report.once_key, settings.SECRET_KEY)
    case.referrals.filter(pk=report.pk).update(code_sha256=digest(code))
    return {"reference": report.reference, "code": code}


def reply(**changed):
    return {"kind": "worse", "words": "He came back and shouted.", "danger": "no", "once": str(uuid4())} | changed


def test_a_referrer_writes_again_by_the_code_alone(people, client_for):
    case, public = make_case(people, stage="closed"), client_for()
    opened = keys(case)
    found = public.post(reverse("referrals:status"), opened).content.decode()
    assert f'name="code" value="{opened["code"]}"' in found
    wrong = public.post(reverse("referrals:reply"), opened | reply(kind="", danger="")).content.decode()
    assert "Choose what you want to tell us" in wrong
    assert "He came back and shouted." in wrong
    once = reply()
    for _ in range(2):
        page = public.post(reverse("referrals:reply"), opened | once).content.decode()
        assert "We have received what you wrote." in page
        assert "Received. Not read yet" in page
    assert Reply.objects.count() == 1
    worker = client_for(people.duty_worker)
    reports = worker.get(reverse("referrals:reports", args=[case.reference])).content.decode()
    assert "He came back and shouted." in reports
    assert "Reopen the case" in reports
    assert "The referrer has written again" in worker.get(reverse("triage:tasks")).content.decode()
    task = WorkItem.objects.get(about=Reply.objects.get().reference)
    worker.post(reverse("triage:answer_work_item"), {"task": task.pk, "answer": "Yes: we open it again."})
    assert "Yes: we open it again." in worker.get(reverse("referrals:reports", args=[case.reference])).content.decode()
    assert "Read by a person" in re.sub(r"(?s).*You wrote again", "", public.post(reverse("referrals:status"), opened).content.decode())
    assert case.__class__.objects.get(pk=case.pk).stage == Stage.CLOSED


def test_danger_shows_the_numbers_first(people, client_for):
    opened = keys(make_case(people))
    page = client_for().post(reverse("referrals:reply"), opened | reply(danger="yes")).content.decode()
    main = page[page.index("<main") :]
    assert main.index("call <a") < main.index("We have received what you wrote.")
    assert Reply.objects.get().danger == "yes"


def test_a_wrong_code_writes_nothing_and_loses_no_word(people, client_for):
    opened, public = keys(make_case(people)), client_for()
    for _ in range(5):
        page = public.post(reverse("referrals:reply"), opened | {"code": "wrong"} | reply())
        assert b"We found nothing" in page.content
        assert b"He came back and shouted." in page.content
    page = public.post(reverse("referrals:reply"), opened | {"code": "wrong"} | reply())
    assert page.status_code == 429
    assert b"He came back and shouted." in page.content
    assert not Reply.objects.exists()
    assert public.post(reverse("referrals:reply"), opened | reply()).status_code == 200
    assert Reply.objects.count() == 1
    assert public.get(reverse("referrals:reply")).url == reverse("referrals:status")


def test_whoever_writes_without_end_keeps_their_words(people, client_for):
    case, public = make_case(people), client_for()
    opened, report = keys(case), case.referrals.get()
    for number in range(MOST):
        report.replies.create(
            reference=f"W-0000-{number:04}", once_key=uuid4(), kind="more", words="More.", danger="no", written_at=timezone.now()
        )
    page = public.post(reverse("referrals:reply"), opened | reply()).content.decode()
    assert "Please ring 01582 547730" in page
    assert "He came back and shouted." in page
    assert Reply.objects.count() == MOST


def test_who_only_oversees_reads_a_reply_for_nobody(people, client_for):
    case = make_case(people)
    client_for().post(reverse("referrals:reply"), keys(case) | reply())
    client_for(people.qa_manager).get(reverse("referrals:reports", args=[case.reference]))
    assert Reply.objects.get().read_at is None


def test_reports_with_replies_open_in_few_queries(people, client_for, django_assert_max_num_queries):
    case = make_case(people)
    for _ in range(6):
        report = make_referral(case, read_by=people.duty_worker)
        report.replies.create(
            reference=f"W-{report.reference[2:]}", once_key=uuid4(), kind="more", words="More.", danger="no",
            written_at=timezone.now(), read_at=timezone.now(), read_by=people.duty_worker,
        )  # fmt: skip
    client = client_for(people.duty_worker)
    for name in ("reports", "feedback"):
        with django_assert_max_num_queries(16):
            client.get(reverse(f"referrals:{name}", args=[case.reference]))
