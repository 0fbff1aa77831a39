"""A photo goes with a concern, from a phone, with and without JavaScript, and a worker opens it."""

import pytest

from mash.documents.models import Document
from referrals.models import ReferralFile
from tests.documents.samples import photo_with_place
from tests.journeys.hands import PASSWORD, Person
from tests.journeys.walk import reports_a_concern


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
def test_a_photo_goes_with_the_concern(live_server, open_browser, people, tmp_path, javascript):
    photo, page_of_code = tmp_path / "her arm.jpg", tmp_path / "page.html"
    photo.write_bytes(photo_with_place())
    page_of_code.write_text("<html><script>alert(1)</script>")
    person = Person(open_browser("phone", javascript=javascript), live_server.url, checked=javascript)
    reports_a_concern(person, leave_at="check")
    person.follows("Add: Photos and documents").sees("Up to 10 files")
    person.page.locator("[name=files]").set_input_files([photo, page_of_code])
    person.presses("Continue").sees("There is a problem", "“page.html” was not added", "her arm.jpg")
    person.presses("Remove page.html").sees("her arm.jpg").does_not_see("page.html")
    person.presses("Continue").sees("her arm.jpg").presses("Send").sees("We have received it")

    sent = ReferralFile.objects.select_related("referral__case").get()
    assert Document.objects.count() == 1
    people.duty_worker.set_password(PASSWORD)
    people.duty_worker.save()
    worker = Person(open_browser(), live_server.url)
    worker.signs_in(people.duty_worker.email)
    worker.goes(f"/cases/{sent.referral.case.reference}/reports/").sees("Not scanned for viruses", "her arm.jpg")
    worker.follows("photo-1.jpg")
    assert worker.page.evaluate("[document.images.length, document.images[0].naturalHeight]") == [1, 60]
