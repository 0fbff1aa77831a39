"""Drawing a blind sample, and rating it again: as services, and as the pages ask for it."""

from uuid import uuid4

from audit.services import draw_sample, rate_blind
from audit.states import LabPeriod
from mash.cases.models import Case
from mash.cases.states import Rag, Tri
from mash.trail.models import Event
from tests.factories import facts, no_concern
from triage.services import rate_concern

GATES = {f"gate_{code}": Tri.YES for code in ("G1", "G2", "G3", "G4", "G5", "G6", "G7", "G8", "G9")}
FIRST = {"safe_now": "yes", "child_affected": "no", "possible_crime": "no", "consent": "yes", "wishes": "yes", "types": ["FIN"], "setting": ""}


def draw(people, *, size=10, rater=None, by=None, key=None):
    rater = rater or people.practitioner
    return draw_sample(once_key=key or uuid4(), rater_id=rater.pk, period=LabPeriod.YEAR, size=size, by=by or people.mash_manager)


def again(row, by, rag=Rag.AMBER, urgency="U3"):
    return rate_blind(blind_id=row.pk, facts=facts(rag), rag=rag, urgency=urgency, rationale="As I read it.", by=by)


def lines(verb):
    return Event.objects.filter(verb=verb, chain="lab").count()


def rate(case, by, rag=Rag.AMBER, **more):
    version = Case.objects.get(pk=case.pk).version
    rate_concern(
        reference=case.reference, version=version, facts=facts(more.pop("suggested", rag)), seriousness=no_concern(), urgency=more.pop("urgency", "U3"), rag=rag,
        rationale="Invented.", would_change="Word.", by=by, **more,
    )  # fmt: skip


def steps(client, url, to, **answers):
    return client.post(url, FIRST | {"to": to} | answers)
