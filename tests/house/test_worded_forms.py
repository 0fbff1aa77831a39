"""Words about an adult are looked at before they are kept: every form that takes some is one whose words are looked at."""

import importlib
import inspect
import pkgutil
import re
from pathlib import Path

from django import forms
from django.urls import URLResolver, get_resolver

from mash.cases.wording_door import BEFORE_A_CASE, OF_A_CASE
from mash.forms.fields import Words
from mash.forms.worded import WordedForm

ROOT = Path(__file__).parents[2]
APPS = ("mash", "partners", "referrals", "triage", "enquiries", "audit")
"""Those whose forms are about adults; in thresholds the matrix is written."""
NOT_LOOKED_AT = {
    # Danger: what keeps somebody safe is on record at the first press, whatever its wording.
    "mash.cases.forms.ProtectForm": "danger",
    # Not about one adult.
    "mash.cases.forms.HandOverShiftForm": "a list of many cases",
    "mash.cases.timescale_forms.TimescalesForm": "timescales",
    "mash.cases.text_forms.TextForm": "words for everybody, about nobody",
    "mash.cases.wording_forms.AddTermForm": "the list of terms itself",
    "mash.cases.wording_forms.ChangeTermForm": "the list of terms itself",
    "mash.accounts.forms.SendBackForm": "a proposal",
    **dict.fromkeys([f"partners.forms.changing.{name}" for name in ("_Proposal", "AgreementForm", "PartnerForm")], "about organisations"),
    "triage.forms.board.AnswerTaskForm": "a page of many cases: the answer goes to a task, not into the record",
    "triage.forms.letters.PostLetterForm": "whether a letter was posted",
    # A second rating changes no case, and its words stand in no record of the adult.
    "audit.forms.BlindRatingForm": "a second, blind rating",
    "audit.forms.DeclineForm": "why somebody can't rate a second time",
    # The referrer's own words, and a partner's: nothing stands between them and the hub.
    **dict.fromkeys(
        [f"referrals.forms.public.{name}InFull" for name in ("Adult", "Safety", "Wishes", "You")]
        + [f"referrals.forms.public.{name}Form" for name in ("Adult", "Needs", "Safety", "SafetyAndChildren", "Worry", "You")]
        + [f"referrals.forms.details.{name}Details" for name in ("Action", "Happened", "Needs", "Others", "Wishes")]
        + ["referrals.forms.details.DetailsForm", "referrals.forms.keying.ReportForm", "referrals.forms.keying.SendConcernForm",
           "referrals.forms.status.ReplyForm", "referrals.forms.incidents.LogIncidentForm"]
        + [f"partners.forms.answering.{name}Form" for name in ("CannotShare", "NotOurs", "RingMe", "Shared")],
        "a referrer's or a partner's own words",
    ),
}  # fmt: skip


def takes_words(kind: type[forms.Form]) -> bool:
    """Among its questions, or among those that it adds when it is made."""
    inherited = any(isinstance(field, Words) for field in kind.base_fields.values())
    return inherited or bool(re.search(r"\bWords\(", inspect.getsource(kind)))


def our_forms() -> dict[str, type[forms.Form]]:
    """Every form class of ours that takes words, by where it stands."""
    for app in APPS:
        for module in pkgutil.walk_packages([str(ROOT / app)], f"{app}."):
            if "forms" in module.name:
                importlib.import_module(module.name)
    found, waiting = {}, [forms.Form]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.split(".")[0] in APPS and takes_words(kind):
            found[f"{kind.__module__}.{kind.__name__}"] = kind
    return found


def test_every_form_with_words_is_looked_at_or_says_why_not():
    looked_at = {name for name, kind in our_forms().items() if issubclass(kind, WordedForm)}
    assert len(looked_at) > 30
    assert sorted(our_forms().keys() - looked_at - NOT_LOOKED_AT.keys()) == []
    assert sorted(NOT_LOOKED_AT.keys() & looked_at) == []
    assert sorted(NOT_LOOKED_AT.keys() - our_forms().keys()) == [], "no such form any more"


def routes(within: URLResolver | None = None, before: str = "", space: str = "") -> list[tuple[str, str]]:
    """Every address as the middleware sees it, with its name."""
    found = []
    for each in (within or get_resolver()).url_patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            found += routes(each, route, f"{space}{each.namespace}:" if each.namespace else space)
        else:
            found.append((route, f"{space}{each.name}"))
    return found


def test_every_page_of_a_case_has_the_door_that_looks():
    """The middleware knows a page of a case by how its address begins."""
    of_case = [name for route, name in routes() if route.startswith(OF_A_CASE)]
    assert {"cases:add_note", "triage:rate_concern", "enquiries:hold_meeting", "partners:ask_partner", "referrals:join"} <= set(of_case)
    assert set(BEFORE_A_CASE) <= {name for _, name in routes()}
    of_other = [name for route, name in routes() if "cases/" in route and not route.startswith(OF_A_CASE)]
    assert of_other == [], "an address of a case that begins otherwise would not be looked at"
