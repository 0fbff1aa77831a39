"""A task that moves to another case while somebody answers it is answered on the case where it is by then, or not at all."""

from threading import Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, connections, transaction
from django.http import Http404

from mash.accounts.roles import Permission
from mash.cases.models import WorkItem
from mash.cases.services.work_items import answer_work_item, raise_work_item
from mash.cases.states import WorkKind
from mash.trail.models import Event
from mash.trail.verbs import Verb
from tests.factories import make_case
from tests.outbox.test_relay_process import wait_until

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "trail"])
BLOCKED = "select count(*) from pg_locks where not granted"


def somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute(BLOCKED)
        return cursor.fetchone()[0] > 0


@pytest.mark.parametrize("restricted", [False, True])
def test_a_task_that_moved_is_answered_where_it_is(people, restricted):
    case, other = make_case(people), make_case(people, restricted=restricted)
    item = raise_work_item(WorkKind.REFERRER_REPLY, question="Read it.", for_permission=Permission.WORK_CASES, by=people.duty_worker, case=case, about="W-1")
    said = []

    def answers():
        try:
            said.append(answer_work_item(work_item_id=item.pk, answer="No.", by=people.duty_worker))
        except (PermissionDenied, Http404) as refused:
            said.append(refused)
        finally:
            connections.close_all()

    worker = Thread(target=answers)
    with transaction.atomic():
        WorkItem.objects.filter(pk=item.pk).update(case=other)
        worker.start()
        wait_until(somebody_waits)
    worker.join(timeout=30)
    answered = WorkItem.objects.get(pk=item.pk).answered_at
    line = Event.objects.filter(verb=Verb.WORK_ITEM_ANSWERED).values_list("chain", flat=True).first()
    if restricted:
        assert isinstance(said[0], (PermissionDenied, Http404))
        assert (answered, line) == (None, None)
    else:
        assert (said[0].case, answered is not None, line) == (other, True, f"case:{other.reference}")
