"""The questions of the public form, one class per page, and the referrer's look-up."""

from collections.abc import Mapping
from typing import Any

from django import forms

from mash.forms.fields import Email, Line, OnceKey, Phone, Pick, Tick, Words, YesNoNotSure
from mash.outbox.rules import NotTextable, text_number

from ..drafts import FILES, keys_of
from ..rules import Report
from ..states import Danger, Voice, Way
from ..ways import takes_texts
from .details import (
    ActionDetails,
    HappenedDetails,
    NeedsDetails,
    OrganisationDetails,
    OthersDetails,
    PersonDetails,
    SourceDetails,
    WishesDetails,
    details_from,
)  # fmt: skip
from .voices import in_voice

LONGEST = 20_000
WAY_TO_FIND = ("adult_name", "adult_whereabouts", "adult_other", "adult_born_on", "nhs_number")
SAYS_WHO = ("adult_name", "nhs_number")
VOICES = [
    (Voice.SELF, "I am worried about myself"),
    (Voice.RELATIVE, "I am worried about a relative, friend, neighbour or somebody else"),
    (Voice.PROFESSIONAL, "I am contacting you through my work or as a volunteer"),
]
REPLIES = [
    (Way.EMAIL, "By email"), (Way.TEXT, "By text message"), (Way.LETTER, "By letter"), (Way.PHONE, "By a phone call"),
    (Way.STATUS_PAGE, "Do not contact me: I will look with my reference and code"),
]  # fmt: skip
NEEDED = {
    Way.EMAIL: ("referrer_email", "Enter the email address to write to"),
    Way.TEXT: ("referrer_phone", "Enter the number to send texts to"),
    Way.PHONE: ("referrer_phone", "Enter the number to ring"),
    Way.LETTER: ("referrer_address", "Enter the address to write to"),
}
"""What each way of hearing back cannot do without."""


class WhoForm(forms.Form):
    """Sets the path and the tone. It may be passed over: whoever does is asked as a member of the public."""

    question_page = True
    voice = Pick(label="Who are you worried about?", choices=VOICES, required=False)


class WorryForm(forms.Form):
    """Their own words come first: everything else can be asked later."""

    question_page = True
    worry = Words(
        label="What are you worried about?", called="What you are worried about", max_length=LONGEST, rows=10,
        missing="Tell us what you are worried about",
        help_text="Tell us in your own words what you have seen or heard, and when. One sentence is enough.",
    )  # fmt: skip


class DangerForm(forms.Form):
    """Decides how soon somebody reads it."""

    question_page = True
    danger = Pick(
        label="Is anyone in danger now?", choices=Danger.choices(),
        missing="Say if anyone is in danger now. If you cannot tell, choose “Not sure”",
        help_text="In danger means that someone could be badly hurt today. If you are not sure, say so: we read it just as"
        " carefully.",
    )  # fmt: skip


class AdultForm(forms.Form):
    """Any way to find the adult will do, or none."""

    nothing_said = "Give a name, a place or a description, or tick that you do not know who it is"

    adult_name = Line(label="Their name, or what people call them", required=False, width="two-thirds")
    adult_whereabouts = Words(
        label="Where they live or can be found", required=False, rows=3, max_length=2000,
        help_text="An address, or a place where they often are",
    )  # fmt: skip
    adult_other = Words(
        label="Anything else that would help us find the right person", required=False, rows=3, max_length=5000,
        help_text="For example their age, what they look like, or who knows them",
    )  # fmt: skip
    adult_unknown = Tick(label="I do not know who it is or where they are", required=False)

    def clean(self) -> dict[str, Any]:
        answers = self.cleaned_data
        if not self.errors and not any(answers.get(name) for name in (*WAY_TO_FIND, "adult_unknown")):
            self.add_error("adult_name", self.nothing_said)
        if any(answers.get(name) for name in SAYS_WHO):
            # Both were said: what was typed is surer than a tick, and nobody is sent back to choose.
            answers["adult_unknown"] = False
        return answers


class NeedsForm(forms.Form):
    """The adult's daily life and wishes, as somebody close to them would say it."""

    care_needs = Words(
        label="What help do they need day to day?", required=False, rows=3,
        help_text="For example because of age, illness, disability, memory, or drink or drugs",
    )  # fmt: skip
    adult_knows = YesNoNotSure(label="Do they know that you are telling us?", required=False)
    desired_outcomes = Words(label="What do they want to happen?", required=False, rows=3)


class SafetyForm(forms.Form):
    """What lets us help without making it worse."""

    source_words = Words(
        label="Who might be causing harm?", required=False, rows=3, max_length=5000,
        help_text="A person or an organisation, and whether they live with or look after the adult",
    )  # fmt: skip
    contact_risk = YesNoNotSure(label="Could it put the adult at risk if we contact them?", required=False)
    safe_contact = Words(
        label="How and when could we contact the adult safely?", required=False, rows=2, max_length=2000
    )


class SafetyAndChildrenForm(SafetyForm):
    """The short path has no page about others: children are asked about here."""

    children_at_risk = YesNoNotSure(label="Could any children be at risk?", required=False)


class YouForm(forms.Form):
    """All of it may stay empty: a report without a name counts as much."""

    referrer_name = Line(label="Your name", required=False, max_length=150, width="two-thirds")
    referrer_email = Email(label="Email address", required=False)
    referrer_phone = Phone(label="Telephone number", required=False)
    referrer_address = Words(label="Postal address", required=False, rows=3, max_length=500, help_text="Only if you want a letter")
    safe_to_reply = YesNoNotSure(
        label="Is it safe for us to contact you there?", required=False,
        help_text="Think of who else can see your email, phone or post. We only write if you say yes.",
    )  # fmt: skip
    reply_by = Pick(label="How would you like to hear from us?", choices=REPLIES, required=False)

    def clean(self) -> dict[str, Any]:
        """All that is wrong at once. Whoever asks for an answer must not wait for one that can't come."""
        asked = self.cleaned_data.get("reply_by", "")
        name, message = NEEDED.get(asked, ("", ""))
        if name and name not in self.errors and not self.cleaned_data.get(name):
            self.add_error(name, f"{message}, or choose another way to hear from us")
        if asked == Way.TEXT and self.cleaned_data.get("referrer_phone"):
            self._can_be_texted(self.cleaned_data["referrer_phone"])
        if name and "safe_to_reply" not in self.errors and not self.cleaned_data.get("safe_to_reply"):
            self.add_error("safe_to_reply", "Say if it is safe for us to contact you there, or choose “Do not contact me”")
        return self.cleaned_data

    def _can_be_texted(self, number: str) -> None:
        try:
            text_number(number)
        except NotTextable as problem:
            self.add_error("referrer_phone", str(problem))
        else:
            if not takes_texts(number):
                self.add_error("referrer_phone", "We can text British mobile numbers only. Enter one, like 07700 900 982")


class AdultInFull(PersonDetails, AdultForm):
    """A professional may know more."""

    nothing_said = "Give a name, a place, an NHS number or a description, or tick that you do not know who it is"
    field_order = ["adult_name", "adult_whereabouts", "adult_other", "adult_born_on", "nhs_number", "adult_unknown"]


class WishesInFull(WishesDetails):
    """The adult's voice, and whether they know."""

    adult_knows = YesNoNotSure(label="Does the adult know that you are telling us?", required=False)
    field_order = ["adult_knows"]


class SafetyInFull(SafetyForm, SourceDetails):
    """The source of harm, and safe contact."""

    field_order = ["source_words", "source_in_trust", "source_provider"]


class YouInFull(YouForm, OrganisationDetails):
    """Who tells us through their work."""

    referrer_role = Line(label="Your role", required=False, width="two-thirds")
    field_order = ["referrer_name", "referrer_role"]


FORMS: dict[str, type[forms.Form]] = {
    "who": WhoForm, "worry": WorryForm, "danger": DangerForm, "adult": AdultForm, "needs": NeedsForm,
    "safety": SafetyAndChildrenForm, "you": YouForm,
}  # fmt: skip
IN_FULL: dict[str, type[forms.Form]] = FORMS | {
    "adult": AdultInFull, "happened": HappenedDetails, "actions": ActionDetails, "needs": NeedsDetails,
    "wishes": WishesInFull, "safety": SafetyInFull, "others": OthersDetails, "you": YouInFull,
}  # fmt: skip
KNOWN = frozenset(key for form in (*FORMS.values(), *IN_FULL.values()) for key in keys_of(form())) | {FILES}
"""Every name under which a page of this form is posted."""


def question(step: str, voice: Voice) -> type[forms.Form]:
    """The form of one page, as this person is asked it."""
    return (IN_FULL if voice == Voice.PROFESSIONAL else FORMS)[step]


def asked(step: str, voice: Voice, data: Any = None, *, abuse_types: Any = (), **more: Any) -> forms.Form:
    """One page's form in the words that fit who is speaking; with `data` it has been answered."""
    kind = question(step, voice)
    if kind is HappenedDetails:
        more["abuse_types"] = abuse_types
    return in_voice(kind(data, **more), voice)


class SendForm(forms.Form):
    """The key that makes a second sending the same as the first."""

    once = OnceKey()


class SavedForm(forms.Form):
    """Both are needed, as for a report that was sent."""

    reference = Line(
        label="Reference", width=20, missing="Enter your reference", help_text="It starts with D, like D-7K4M-2QXP"
    )
    code = Line(
        label="Code", width="two-thirds", missing="Enter your code",
        help_text="The 12 letters and digits that you were shown when you saved",
    )  # fmt: skip


class StatusForm(forms.Form):
    """Both are needed: a reference alone opens nothing."""

    reference = Line(
        label="Reference", width=20, missing="Enter your reference", help_text="It starts with R, like R-7K4M-2QXP"
    )
    code = Line(
        label="Code", width="two-thirds", missing="Enter your code",
        help_text="The letters and digits that you were shown with your reference",
    )  # fmt: skip


SAID = (
    "worry", "adult_name", "adult_whereabouts", "adult_other", "adult_knows", "source_words", "contact_risk", "safe_contact",
    "referrer_name", "referrer_role", "referrer_email", "referrer_phone", "referrer_address", "reply_by",
)  # fmt: skip


def report_from(answers: Mapping[str, Any]) -> Report:
    """The report that these cleaned answers make."""
    voice = Voice(answers.get("voice") or Voice.NOT_SAID)
    said = {name: answers.get(name, "") for name in SAID}
    if voice == Voice.SELF:
        said["referrer_name"] = said["adult_name"]
    return Report(
        danger=Danger(answers["danger"]),
        adult_known=not answers["adult_unknown"],
        voice=voice,
        contact_is_safe=answers["safe_to_reply"] == "yes",
        wants_feedback=answers["reply_by"] != Way.STATUS_PAGE,
        details=details_from(answers),
        **said,
    )
