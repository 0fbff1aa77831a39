"""A whole report on one page, for people who fill in many: workers who key in, and partners who are signed in."""

from collections.abc import Mapping
from typing import Any

from django import forms

from mash.forms.fields import Day, Email, Line, Moment, OnceKey, Phone, Pick, Tick, Words, YesNoNotSure
from mash.forms.worded import WordedForm

from ..desk_rules import receipt_problem, unreachable
from ..rules import Report
from ..states import KEYED, Channel, Danger, Voice, Way
from .details import DetailsForm, details_from

LONGEST = 20_000
CHANNELS = [(channel, channel.label) for channel in KEYED]
SAID = [(voice, voice.label) for voice in (Voice.SELF, Voice.RELATIVE, Voice.PROFESSIONAL)]
WAY_TO_FIND = ("adult_name", "nhs_number", "adult_whereabouts", "adult_other", "adult_unknown")
THE_ADULT = (
    "adult_name", "adult_born_on", "nhs_number", "adult_whereabouts", "adult_other", "adult_unknown", "adult_knows",
    "contact_risk", "safe_contact",
)  # fmt: skip
SAFE_HINT = "Who else can see their email, phone or post? Nothing is sent unless this is a yes."
FOLDED = tuple(name for name in DetailsForm.base_fields if name not in ("organisation", *THE_ADULT))


class ReportForm(DetailsForm):
    """The questions of every report. Only the worry, the danger and a way to find the adult are needed."""

    dense = True
    SECTIONS: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    FIRST: tuple[str, ...] = ()
    worry = Words(label="What are they worried about?", max_length=LONGEST, rows=6, missing="Enter what they are worried about")
    danger = Pick(
        label="Is anyone in danger now?", choices=Danger.choices(), inline=True, missing="Say if anyone is in danger now"
    )
    adult_name = Line(label="Name of the adult", required=False, width="two-thirds")
    adult_whereabouts = Words(label="Where they live or can be found", required=False, rows=2, max_length=2000)
    adult_other = Words(label="Anything else that helps to find them", required=False, rows=2)
    adult_unknown = Tick(label="It is not known who it is or where they are", required=False)
    adult_knows = YesNoNotSure(label="Does the adult know of this report?", required=False)
    source_words = Words(
        label="Who might be causing harm?", required=False, rows=2,
        help_text="A person or an organisation, and whether they live with or look after the adult",
    )  # fmt: skip
    contact_risk = YesNoNotSure(label="Could it put the adult at risk if we contact them?", required=False)
    safe_contact = Words(label="How and when is it safe to reach the adult?", required=False, rows=2, max_length=2000)
    referrer_role = Line(label="Role", required=False, width="two-thirds")
    referrer_phone = Phone(label="Telephone number", required=False)
    safe_to_reply = YesNoNotSure(label="Is it safe to contact them there?", required=False, help_text=SAFE_HINT)
    reply_by = Pick(label="How do they want to hear back?", required=False)
    once = OnceKey()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What is wrong is listed in the order of the page.
        self.order_fields([*self.FIRST, *(name for _, _, names in self.SECTIONS for name in names), *FOLDED])
        self.fields["adult_born_on"].what = "The date of birth"

    def clean(self) -> dict[str, Any]:
        answers = self.cleaned_data
        if not self.errors.keys() & {*WAY_TO_FIND} and not any(answers.get(name) for name in WAY_TO_FIND):
            self.add_error("adult_name", "Enter a name, a place or a description, or tick that it is not known who it is")
        field, problem = unreachable(answers.get("reply_by", ""), answers)
        if problem and field in self.fields and field not in self.errors:
            self.add_error(field, problem)
        return answers

    @property
    def sections(self) -> list[dict[str, Any]]:
        """The questions under their headings."""
        return [{"id": key, "title": title, "fields": [self[n] for n in names]} for key, title, names in self.SECTIONS]

    @property
    def folded(self) -> list[forms.BoundField]:
        """What professionals add, folded away until it is wanted."""
        return [self[name] for name in FOLDED if name in self.fields]

    @property
    def is_unfolded(self) -> bool:
        """Whether something in there was answered or is wrong, so that nobody overlooks it."""
        return any(field.errors or field.value() not in (None, "", [], ["", "", ""]) for field in self.folded)


class ReceiptFields(forms.Form):
    """How something reached us, and when it truly did."""

    channel = Pick(label="How did it reach us?", choices=CHANNELS, inline=True, missing="Choose how it reached us")
    received_at = Moment(
        label="When did it reach us?", required=False, what="The date when it reached us",
        help_text="Leave empty for a call or a visit just now. For a letter: when it reached the council.",
    )  # fmt: skip


def check_receipt(form: forms.Form, now: Any) -> None:
    """Say at the question itself what the rule has against the time of receipt."""
    answers = form.cleaned_data
    if "channel" in answers and "received_at" in answers:
        problem = receipt_problem(Channel(answers["channel"]), answers["received_at"], now)
        if problem:
            form.add_error("received_at", problem)


class KeyForm(ReceiptFields, ReportForm, WordedForm):
    """A call, a letter or a visit, as a worker keys it in."""

    voice = Pick(label="Who tells us?", choices=SAID, required=False)
    referrer_name = Line(label="Name", required=False, max_length=150, width="two-thirds")
    organisation = Line(label="Organisation", required=False, width="two-thirds")
    referrer_email = Email(label="Email address", required=False)
    referrer_address = Words(label="Postal address", required=False, rows=2, max_length=1000)
    why_late = Words(label="Why is it keyed in so late? (optional)", required=False, rows=2, max_length=1000)
    FIRST = ("why_late",)
    mark_optional = False  # the page says once which questions are needed
    REPLY = (
        (Way.EMAIL, "Email that there is an update"), (Way.TEXT, "Text message that there is an update"),
        (Way.LETTER, "Letter"), (Way.PHONE, "Call"), (Way.STATUS_PAGE, "They look themselves: nothing is sent"),
    )  # fmt: skip
    SECTIONS = (
        ("receipt", "How it reached us", ("channel", "received_at")),
        ("worry", "The concern", ("worry", "danger", "source_words")),
        ("adult", "The adult", THE_ADULT),
        ("referrer", "Who tells us", (
            "voice", "referrer_name", "organisation", "referrer_role", "referrer_phone", "referrer_email", "referrer_address",
            "safe_to_reply", "reply_by",
        )),
    )  # fmt: skip

    def __init__(self, *args: Any, now: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["reply_by"].choices = self.REPLY

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        check_receipt(self, self.now)
        return answers

    @property
    def receipt_as_posted(self) -> str:
        """The typed time of receipt and the danger: the warning holds for these, and comes again when they change."""
        answers = self.cleaned_data
        return f"{answers['received_at']:%Y-%m-%dT%H:%M} {answers['danger']}" if answers["received_at"] else ""


class SendConcernForm(ReportForm):
    """A partner's concern. Who sends it is known from their account."""

    organisation = None
    author_only = Tick(
        label="Only I may follow this report", required=False,
        help_text="Tick it if the report is about somebody you work with: your colleagues then don't see that it was sent.",
    )  # fmt: skip
    REPLY = (
        (Way.PORTAL, "I will look here"), (Way.EMAIL, "Email me when there is something to read, without its words"),
        (Way.PHONE, "Ring me"),
    )  # fmt: skip
    SECTIONS = (
        ("worry", "The concern", ("worry", "danger", "source_words")),
        ("adult", "The adult", THE_ADULT),
        ("referrer", "About you", ("referrer_role", "referrer_phone", "safe_to_reply", "reply_by", "author_only")),
    )
    LABELS = {
        "worry": "What are you worried about?", "referrer_role": "Your role", "referrer_phone": "Your telephone number",
        "safe_to_reply": "May we ring or email you at work about this?", "reply_by": "How would you like to hear back?",
        "adult_unknown": "I do not know who it is or where they are",
    }  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reply_by"].choices = self.REPLY
        self.fields["safe_to_reply"].help_text = "Think of who else can see it. We only do so if you say yes."
        self.fields["worry"].error_messages["required"] = "Tell us what you are worried about"
        for name, label in self.LABELS.items():
            self.fields[name].label = label


class AdviceForm(ReceiptFields, WordedForm):
    """Who asked, what, and what they were told. Named like the questions of a report, so that it can become one."""

    dense = True
    voice = Pick(label="Who asked?", choices=SAID, missing="Choose who asked")
    referrer_name = Line(label="Name", required=False, max_length=150, width="two-thirds")
    organisation = Line(label="Organisation", required=False, width="two-thirds")
    referrer_role = Line(label="Role", required=False, width="two-thirds")
    adult_name = Line(label="Who it was about, if they said", required=False, width="two-thirds")
    worry = Words(label="What did they ask?", rows=5, max_length=LONGEST, missing="Enter what they asked")
    advice = Words(label="What did you advise?", rows=5, missing="Enter what you advised")
    once = OnceKey()

    def __init__(self, *args: Any, now: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def clean(self) -> dict[str, Any]:
        check_receipt(self, self.now)
        return self.cleaned_data


class FindAdviceForm(forms.Form):
    """Words and days. It is posted: what was said never stands in an address."""

    dense = True
    mark_optional = False
    words = Line(label="Words", required=False, width=20, help_text="In the question, the advice or a name")
    since = Day(label="From", required=False)
    until = Day(label="To", required=False)


SAME = (
    "worry", "adult_name", "adult_whereabouts", "adult_other", "adult_knows", "source_words", "contact_risk", "safe_contact",
    "referrer_name", "referrer_role", "referrer_email", "referrer_phone", "referrer_address", "reply_by",
)  # fmt: skip


def report_of(answers: Mapping[str, Any]) -> Report:
    """The report that these cleaned answers make, whichever of the pages asked them."""
    return Report(
        danger=Danger(answers.get("danger") or Danger.NO),
        adult_known=not answers.get("adult_unknown") and any(answers.get(name) for name in WAY_TO_FIND),
        voice=Voice(answers.get("voice") or Voice.NOT_SAID),
        contact_is_safe=answers.get("safe_to_reply") == "yes",
        wants_feedback=answers.get("reply_by") != Way.STATUS_PAGE,
        details=details_from(answers),
        **{name: answers.get(name, "") for name in SAME},
    )
