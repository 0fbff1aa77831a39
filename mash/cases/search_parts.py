"""What of a case can be searched: which rows, which of their words, and on which page each is read."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db.models import F, Model, Q, QuerySet

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.labels import Labelled
from mash.searched import Searched

from .access import worked_of_seen
from .chronology import links_that_hold, weighings_for
from .identity import stories_for
from .models import Case
from .work_items import answered_for


class Group(Labelled):
    """The kinds of record that a search can be narrowed to."""

    WHO = "who", "Names, addresses and references"
    REPORTS = "reports", "Reports and what their referrers were told"
    HAPPENED = "happened", "Chronology, contacts and protective action"
    AROUND = "around", "Needs, and what all services do"
    VOICE = "voice", "The adult's voice, capacity and consent"
    DECISIONS = "decisions", "Decisions, disputes, steps and tasks"
    ANSWERS = "answers", "Partner checks and answers"
    HARM = "harm", "Sources of harm and risks"
    ENQUIRY = "enquiry", "Enquiries, meetings and plans"
    HELP = "help", "Help, promises and providers"
    WRITTEN = "written", "Written reports"
    PASSED = "passed", "Handovers and reports sent to a worker"


@dataclass(frozen=True)
class Part:
    """One kind of row. What belongs to a stage above is reached through the case, without knowing that stage.

    `through`: the way from the case to the row; none: the case itself. `at`: the column with its date. `page`: where it is
    read, and the column with which that address ends. `where`: which rows are finished. `needs`: without this permission
    the kind does not exist; `only`: which of its rows exist for somebody. `kind`: a column that says in words what it is; `caution`: those that say who must not be told.
    Its words are those of the index of its table, or of the one that is named: nothing is searched that is not indexed.
    """

    through: str
    label: str
    group: Group
    at: str
    page: tuple[str, ...] = ("cases:case",)
    where: tuple[tuple[str, Any], ...] = ()
    needs: Permission | None = None
    only: Callable[[User], Q] | None = None
    kind: str = ""
    caution: tuple[str, ...] = ()
    index: str = ""

    @cached_property
    def model(self) -> type[Model]:
        """The table at the end of the way."""
        return self._walk()[0]

    @cached_property
    def case(self) -> str:
        """The way back from a row to its case."""
        return self._walk()[1]

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns whose words are searched: those of the index."""
        indexes = (each for each in self.model._meta.indexes if isinstance(each, GinIndex) and self.index in ("", each.name))
        found = (each.expressions[0] for each in indexes if each.expressions)
        return next(each.columns for each in found if isinstance(each, Searched))

    def rows(self, actor: User) -> QuerySet[Any]:
        """Its rows that belong to some case and that this person may read there, with their words as they are searched."""
        return self._all.filter(self.only(actor)) if self.only else self._all.all()

    @cached_property
    def _all(self) -> QuerySet[Any]:
        """Put together once: a search asks for every kind, and again for every word. It is only ever narrowed, never read."""
        found = self.model._base_manager.filter(**dict(self.where), **{f"{self.case}__isnull": False})
        return found.annotate(searched=Searched(*self.columns), of_case=F(self.case)).order_by()

    def _walk(self) -> tuple[type[Model], str]:
        model, back = Case, []
        for step in filter(None, self.through.split("__")):
            field = model._meta.get_field(step)
            back.insert(0, field.field.name if field.auto_created else field.related_query_name())
            model = field.related_model
        return model, "__".join(back) or "pk"


def _worked(actor: User) -> Q:
    """On cases that this person works: who the adult is, and what happened to them (identity.py, `may_know`)."""
    return worked_of_seen(actor, of="case__")


REPORTS, CHECKS, MEETINGS = ("referrals:reports",), ("partners:check_answer", "reference"), ("enquiries:meetings",)
AROUND, DECIDED, CHRONOLOGY = ("cases:around",), ("cases:decisions",), ("cases:chronology",)
P = Permission
PARTS = (
    Part("", "Case", Group.WHO, "opened_at"),
    Part("adult", "The adult's record", Group.WHO, "created_at"),
    Part("adult__addresses", "Address", Group.WHO, "adult__created_at"),
    Part("referrals", "Report", Group.REPORTS, "received_at", REPORTS),
    Part("referrals__particulars", "Report", Group.REPORTS, "referral__received_at", REPORTS),
    Part("referrals__replies", "What the referrer wrote later", Group.REPORTS, "written_at", REPORTS),
    Part("referrals__files__document", "File of a report", Group.REPORTS, "referral_file__referral__received_at", REPORTS),
    Part("referrals__feedback", "What the referrer was told", Group.REPORTS, "composed_at", ("referrals:feedback",)),
    Part("chronology", "Chronology", Group.HAPPENED, "happened_at", CHRONOLOGY, caution=("withheld",)),
    Part(
        "chronology__weighings", "How far an account is relied on", Group.HAPPENED, "weighed_at", CHRONOLOGY, only=weighings_for, kind="confidence",
        caution=("entry__withheld",),
    ),
    Part(
        "chronology__links", "Two accounts compared", Group.HAPPENED, "linked_at", CHRONOLOGY, only=links_that_hold, kind="relation",
        caution=("one__withheld", "other__withheld"),
    ),
    Part("protective_actions", "Protective action", Group.HAPPENED, "taken_at"),
    Part("contacts", "Contact", Group.HAPPENED, "happened_at", ("triage:triage",), kind="party"),
    Part("care_events", "Care", Group.HAPPENED, "happened_at", kind="kind"),
    Part("markers", "Warning marker", Group.HAPPENED, "set_at", AROUND, kind="kind"),
    Part("needs", "Need", Group.AROUND, "recorded_at", AROUND, kind="kind"),
    Part("system_responses", "Response of all services", Group.AROUND, "recorded_at", AROUND),
    Part("system_responses__parts", "What a service does", Group.AROUND, "response__recorded_at", AROUND),
    Part("system_responses__looks", "Whether a response works", Group.AROUND, "looked_at", AROUND),
    Part("redresses", "Protection, support and redress", Group.AROUND, "recorded_at", AROUND),
    Part("wishes", "Wishes", Group.VOICE, "recorded_at"),
    Part("capacities", "Capacity", Group.VOICE, "recorded_at"),
    Part("consents", "Consent", Group.VOICE, "recorded_at"),
    Part("advocacies", "Advocacy", Group.VOICE, "recorded_at"),
    Part("identity", "What the adult says of themselves", Group.VOICE, "recorded_at", AROUND, needs=P.WORK_CASES, only=_worked, kind="facet"),
    Part("approaches", "How to work with the adult", Group.VOICE, "recorded_at", AROUND, needs=P.WORK_CASES, only=_worked),
    Part("traumas", "What helps, and what to avoid", Group.VOICE, "recorded_at", AROUND, needs=P.WORK_CASES, only=_worked, index="trauma_searched"),
    Part(
        "traumas", "What happened to the adult", Group.VOICE, "recorded_at", AROUND, needs=P.WORK_CASES,
        only=lambda actor: _worked(actor) & stories_for(actor), index="trauma_words_searched",
    ),
    Part("decisions", "Decision", Group.DECISIONS, "decided_at", DECIDED, kind="kind"),
    Part("disputes", "Dispute", Group.DECISIONS, "raised_at", ("cases:disputes",)),
    Part("disputes__moves", "Answer to a dispute", Group.DECISIONS, "moved_at", ("cases:disputes",)),
    Part("work_items", "Task", Group.DECISIONS, "answered_at", DECIDED, only=answered_for, kind="kind"),
    Part("steps", "Step", Group.DECISIONS, "settled_at", ("triage:triage",), kind="name"),
    Part("consultations", "Consultation", Group.DECISIONS, "held_at", ("triage:triage",)),
    Part("three_point_tests", "Three-point test", Group.DECISIONS, "decision__decided_at", ("enquiries:enquiry",)),
    Part("police_holds", "Police hold", Group.DECISIONS, "set_at", ("cases:police_hold",), needs=P.SET_POLICE_HOLD),
    Part("checks", "Partner check", Group.ANSWERS, "asked_at", CHECKS, kind="agency__name", caution=("not_to_family",)),
    Part("sources_of_harm", "Source of harm", Group.HARM, "recorded_at", ("enquiries:enquiry",)),
    Part("risks", "Risk", Group.HARM, "recorded_at", ("enquiries:enquiry",)),
    Part("enquiries", "Enquiry", Group.ENQUIRY, "started_at", ("enquiries:enquiry",), kind="kind"),
    Part("meetings", "Meeting", Group.ENQUIRY, "at", MEETINGS, kind="kind"),
    Part("meetings__attendances", "Who came to a meeting", Group.ENQUIRY, "meeting__at", MEETINGS),
    Part("plan", "Plan", Group.ENQUIRY, "agreed_at", ("enquiries:plan",)),
    Part("plan__actions", "Action of the plan", Group.ENQUIRY, "plan__agreed_at", ("enquiries:plan",)),
    Part("connections", "Connection", Group.HELP, "recorded_at", ("triage:connection", "reference")),
    Part("connections__moves", "What became of a connection", Group.HELP, "moved_at", ("triage:connections",)),
    Part("chosen_actions", "Chosen action", Group.HELP, "decision__decided_at", ("triage:connections",)),
    Part("required_actions", "Asked for by the matrix", Group.HELP, "required_at", ("triage:triage",)),
    Part("intelligence", "For contracts management", Group.HELP, "sent_at", ("triage:connections",)),
    Part("written_reports", "Written report", Group.WRITTEN, "written_at", ("cases:written_report", "number"), where=(("signed_at__isnull", False),)),
    Part("papers", "Document", Group.WRITTEN, "drawn_at", ("cases:papers",), kind="kind"),
    Part("sendings", "Sent to a worker", Group.PASSED, "sent_at"),
    Part("handovers", "Handover", Group.PASSED, "proposed_at", ("enquiries:handover",)),
)  # fmt: skip
"""Not searched: notes of who may not be told and why nothing was said (feedback withheld, cautions), which are for some
workers only; tasks that wait; drafts; what stands in files, of which their names are searched; the trail.
"""


def parts_for(actor: User, group: str = "") -> list[Part]:
    """The kinds that exist for this person, or those of one group."""
    return [part for part in PARTS if (part.needs is None or actor.may(part.needs)) and group in ("", part.group)]
