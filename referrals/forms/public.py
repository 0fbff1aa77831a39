"""The questions of the public form, one class per page, and the referrer's look-up."""

from collections.abc import Mapping
from typing import Any

from django import forms

from mash.forms.fields import Email, Line, OnceKey, Phone, Pick, Tick, Words, YesNo, YesNoNotSure

from ..rules import Report
from ..states import Danger, Voice

LONGEST = 20_000
WAY_TO_FIND = ("adult_name", "adult_whereabouts", "adult_other")
VOICES = [
    (Voice.SELF, "I am worried about myself"),
    (Voice.RELATIVE, "I am a relative, friend, neighbour or member of the public"),
    (Voice.PROFESSIONAL, "I am contacting you through my work or as a volunteer"),
]


class WorryForm(forms.Form):
    """Their own words come first: everything else can be asked later."""

    question_page = True
    worry = Words(
        label="What are you worried about?", max_length=LONGEST, rows=10, missing="Tell us what you are worried about",
        help_text="Tell us in your own words what you have seen or heard, and when. One sentence is enough.",
    )  # fmt: skip


class DangerForm(forms.Form):
    """Decides how soon somebody reads it."""

    question_page = True
    danger = Pick(
        label="Is anyone in danger now?", choices=Danger.choices(),
        missing="Say if anyone is in danger now. If you cannot tell, choose “Not sure”",
    )  # fmt: skip


class AdultForm(forms.Form):
    """Any way to find the adult will do, or none."""

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
            self.add_error(
                "adult_name", "Give a name, a place or a description, or tick that you do not know who it is"
            )
        return answers


class SafetyForm(forms.Form):
    """What lets us help without making it worse."""

    source_words = Words(
        label="Who might be causing harm?", required=False, rows=3, max_length=5000,
        help_text="A person or an organisation, and whether they live with or look after the adult",
    )  # fmt: skip
    adult_knows = YesNoNotSure(label="Does the adult know that you are telling us?", required=False)
    contact_risk = YesNoNotSure(label="Could it put the adult at risk if we contact them?", required=False)
    safe_contact = Words(
        label="How and when could we contact the adult safely?", required=False, rows=2, max_length=2000
    )


class YouForm(forms.Form):
    """All of it may stay empty: a report without a name counts as much."""

    voice = Pick(label="Which describes you?", choices=VOICES, required=False)
    referrer_name = Line(label="Your name", required=False, max_length=150, width="two-thirds")
    referrer_role = Line(
        label="Your role and organisation", required=False, width="two-thirds",
        help_text="If you are contacting us through your work",
    )  # fmt: skip
    referrer_email = Email(label="Email address", required=False)
    referrer_phone = Phone(label="Telephone number", required=False)
    safe_to_reply = YesNoNotSure(
        label="Is it safe for us to contact you there?", required=False,
        help_text="Think of who else can see your email, phone or post. We only write if you say yes.",
    )  # fmt: skip
    wants_feedback = YesNo(label="Would you like to hear from us?", required=False)


FORMS: dict[str, type[forms.Form]] = {
    "worry": WorryForm, "danger": DangerForm, "adult": AdultForm, "safety": SafetyForm, "you": YouForm,
}  # fmt: skip


class SendForm(forms.Form):
    """The key that makes a second sending the same as the first."""

    once = OnceKey()


class StatusForm(forms.Form):
    """Both are needed: a reference alone opens nothing."""

    reference = Line(
        label="Reference", width=20, missing="Enter your reference", help_text="It starts with R, like R-7K4M-2QXP"
    )
    code = Line(
        label="Code", width="two-thirds", missing="Enter your code",
        help_text="The long code that you were shown with your reference",
    )  # fmt: skip


def report_from(answers: Mapping[str, Any]) -> Report:
    """The report that these cleaned answers make."""
    as_they_are = {
        name: answers[name]
        for name in (
            "worry", "adult_name", "adult_whereabouts", "adult_other", "adult_knows", "source_words", "contact_risk",
            "safe_contact", "referrer_name", "referrer_role", "referrer_email", "referrer_phone",
        )
    }  # fmt: skip
    return Report(
        danger=Danger(answers["danger"]),
        adult_known=not answers["adult_unknown"],
        voice=Voice(answers["voice"] or Voice.NOT_SAID),
        contact_is_safe=answers["safe_to_reply"] == "yes",
        wants_feedback=answers["wants_feedback"] is not False,
        **as_they_are,
    )
