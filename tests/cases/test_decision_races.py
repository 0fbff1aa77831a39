"""Two people ask for one document, or sign one report, at the same moment: real threads on PostgreSQL."""

import threading
from collections.abc import Callable

import pytest
from django.db import connections

from mash.cases.services.decision_pdfs import pdf_of
from mash.cases.services.written_reports import ReportRefused, sign_report
from mash.documents.models import Document
from tests.factories import make_case

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each came back with, when all began together."""
    ready, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            ready.wait()
            answers[place] = act()
        except ReportRefused as refused:
            answers[place] = refused
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_of_two_who_ask_for_a_document_one_draws_it(people):
    decision = make_case(people, stage="triage").decisions.get()
    first, second = at_once(*[lambda: pdf_of(decision_id=decision.pk)] * 2)
    assert first.pk == second.pk
    assert Document.objects.count() == 1


def test_of_two_who_sign_a_report_one_signs_it(people):
    case, row = make_case(people, stage="triage"), {"what": "Ring the GP.", "who": "Dana", "by_on": "2099-12-01"}

    def sign(by):
        return lambda: sign_report(reference=case.reference, number=1, edition=0, analysis="So.", recommendations=[row], by=by)

    answers = at_once(sign(people.duty_worker), sign(people.mash_manager))
    assert sum(isinstance(answer, ReportRefused) for answer in answers) == 1
    assert case.written_reports.get().signed_at
