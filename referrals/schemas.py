"""What a referring system sends and is answered: the words of the API, checked as the forms check theirs."""

import re
from contextlib import suppress
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, StrictBool, WithJsonSchema

from mash.cases.states import ConsentAnswer, Tri
from mash.forms.reading import clean_line, clean_words

from .rules import Details, Report
from .states import Danger, Extent, FeedbackKind, Voice

NHS = r"^([0-9]{3} ?[0-9]{3} ?[0-9]{4})?$"
EMAIL = (
    r"^([-!#$%&'*+/=?^_`{}|~0-9A-Za-z]+(\.[-!#$%&'*+/=?^_`{}|~0-9A-Za-z]+)*"
    r"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63})?$"
)
"""What Django's own check lets through, or nothing."""
SOMETHING = r"[^\s\x00-\x1f\x7f-\x9f\ufeff]"


def _tidy(clean: Any, longest: int, value: Any) -> Any:
    """Control characters go before the text is judged; what is too long is left for the message that says so."""
    return clean(value) if isinstance(value, str) and len(value) <= longest else value


def _text(longest: int, clean: Any = clean_words, **more: Any) -> Any:
    return Annotated[str, Field(max_length=longest, **more), BeforeValidator(partial(_tidy, clean, longest))]


def _one_of(answers: Any) -> Any:
    return Literal[("", *(str(answer) for answer in answers))]


def _day(value: Any) -> date:
    # Pydantic would take numbers and times for days, too.
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        with suppress(ValueError):
            return date.fromisoformat(value)
    raise ValueError("Send a real date as year-month-day, like 1941-03-09, or leave it out")


def _ten_digits(value: str) -> str:
    return value.replace(" ", "")


Words, Short, Line = _text(5000), _text(2000), partial(_text, clean=clean_line)
YesNoNotSure = _one_of(Danger)
Day = Annotated[date | None, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
NhsNumber = Annotated[str, Field(pattern=NHS), AfterValidator(_ten_digits)]


REFERENCE = {"type": "string", "pattern": "^R-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$", "examples": ["R-7K4M-2QXP"]}
Reference = Annotated[str, WithJsonSchema(REFERENCE)]
"""As it is written; what people make of it when they type it is understood too."""


class Sent(Schema):
    """Nothing that we don't know is let pass: a misspelt field would otherwise vanish with the words in it."""

    model_config = ConfigDict(extra="forbid")


class DetailsIn(Sent):
    """What a professional can add. All of it may be left out."""

    organisation: Line(200) = Field("", description="Part of the agency that the referrer works in")
    safeguarding_lead: Line(200) = Field("", description="Their manager or safeguarding lead")
    adult_born_on: Day = Field(None, description="The adult's date of birth")
    nhs_number: NhsNumber = Field("", description="The adult's NHS number, ten digits")
    police_reference: Line(60) = ""
    incident_reference: Line(60) = Field("", description="Your own number of the incident, such as a Datix number")
    care_needs: Words = Field("", description="Needs for care and support")
    abuse_types: list[Annotated[str, Field(pattern=r"^[A-Z]{2,6}$")]] = Field(
        [], max_length=20, description="Codes of types of abuse, as listed at /api/v1/. One that we don't know is kept."
    )
    when_it_happened: Words = ""
    frequency: Line(200) = Field("", description="How often it happens")
    injuries: Words = ""
    previous_concerns: Words = ""
    others_told: Words = Field("", description="Who else is involved, and who has been told")
    consent: _one_of(ConsentAnswer) = Field("", description="Whether the adult agreed to this report and to sharing")
    consent_reason: Words = ""
    capacity: _one_of(Tri) = Field("", description="Whether the adult can make this decision")
    capacity_reason: Words = ""
    desired_outcomes: Words = Field("", description="What the adult wants to happen")
    actions_taken: Words = Field("", description="What you have done already")
    others_at_risk: Words = ""
    children_at_risk: YesNoNotSure = ""
    source_provider: Line(200) = Field("", description="The care provider, if the source of harm works for one")
    source_in_trust: YesNoNotSure = Field("", description="Whether the source of harm is in a position of trust")
    representative: Words = Field("", description="Who speaks for the adult, and how to reach them")
    communication_needs: Words = ""
    do_not_share_with: Words = Field("", description="Who must not hear of this")


class ReferralIn(Sent):
    """A concern about one adult. Only the worry and the danger are needed; one sentence is enough."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "worry": "Mrs Ashdown has bruises on both arms and says her nephew keeps her bank card.",
                "danger": "not_sure", "adult_name": "Maureen Ashdown", "adult_whereabouts": "12 Example Row, Luton",
                "referrer_name": "Robin Reporter", "referrer_role": "Paramedic", "referrer_phone": "01632 960 001",
                "details": {"nhs_number": "9990000018", "incident_reference": "INC-4411", "abuse_types": ["PHY", "FIN"]},
            }
        }
    )  # fmt: skip

    worry: _text(20_000, min_length=1, json_schema_extra={"pattern": SOMETHING}) = Field(
        description="What has been seen or heard, and when, in the words of whoever saw it"
    )
    danger: Literal[tuple(str(answer) for answer in Danger)] = Field(
        description="Whether anyone is in danger now. It decides how soon a person reads it. For 999, ring 999."
    )
    adult_known: StrictBool = Field(True, description="false: nobody can say who the adult is")
    adult_name: Line(200) = ""
    adult_whereabouts: Short = Field("", description="An address, or where the adult can be found")
    adult_other: Words = Field("", description="What else would help to find the right person")
    adult_knows: YesNoNotSure = Field("", description="Whether the adult knows of this report")
    source_words: Words = Field("", description="Who might be causing harm")
    contact_risk: YesNoNotSure = Field("", description="Whether contacting the adult could put them at risk")
    safe_contact: Short = Field("", description="Safe ways and times to reach the adult")
    referrer_name: Line(150) = ""
    referrer_role: Line(200) = ""
    referrer_email: Annotated[str, Field(max_length=254, pattern=EMAIL)] = ""
    referrer_phone: Line(40) = ""
    referrer_address: Short = ""
    contact_is_safe: StrictBool = Field(False, description="true: it is safe to write to the referrer. Else we don't.")
    wants_feedback: StrictBool = True
    details: DetailsIn | None = None

    def report(self) -> Report:
        """As the hub keeps it. Whoever sends by a system speaks through their work."""
        said = self.model_dump(exclude={"details"})
        details = self.details and Details(**self.details.model_dump() | {"abuse_types": tuple(self.details.abuse_types)})
        return Report(**said | {"danger": Danger(self.danger)}, voice=Voice.PROFESSIONAL, details=details)


class ReferralOut(Schema):
    """What the sender keeps."""

    reference: Reference = Field(description="For every question about this referral")
    code: str = Field(description="With the reference it opens the status page: for the person who made the report")
    received_at: datetime
    read_due_at: datetime | None = Field(description="By when a person reads it")


class Told(Schema):
    """One message to the referrer, word for word."""

    kind: FeedbackKind
    extent: Extent
    text: str
    told_at: datetime


class StatusOut(Schema):
    """How far a referral has got. What is not yet so, or can't be told, is null."""

    reference: Reference
    received_at: datetime
    read_due_at: datetime | None
    read_at: datetime | None = Field(description="When a person read it")
    decided_at: datetime | None = Field(description="When you were told that it was decided")
    ended_at: datetime | None = Field(description="When you were told that our work has ended")
    told: list[Told]


class Wrong(Schema):
    """One field that we could not take."""

    field: str = Field(examples=["details.nhs_number"])
    detail: str


class Problem(Schema):
    """What is wrong, and what to do (RFC 9457). Nothing of what you sent is repeated."""

    title: str
    status: int
    detail: str
    errors: list[Wrong] | None = Field(None, description="Field by field, when some of them are wrong")


PLAIN = {
    "missing": "This is needed.",
    "extra_forbidden": "We don't know this field. Check its spelling against openapi.json.",
    "string_too_long": "Send at most {max_length:,} characters.",
    "too_long": "Send at most {max_length} of them.",
    "string_too_short": "Say something here: one sentence is enough.",
    "literal_error": "Send one of {expected}.",
    "bool_type": "Send true or false, without quotation marks.",
    "string_type": "Send text, in quotation marks.",
    "string_unicode": "This holds characters that are not text.",
    "list_type": "Send a list, in square brackets.",
    "value_error": "{error}.",
}
PATTERNS = {
    NHS: "Send ten digits, like 999 000 0018, or leave it out.",
    EMAIL: "Send an email address, like name@example.org, or leave it out.",
}


def wrong(error: dict[str, Any]) -> dict[str, str]:
    """Which field, and what to do about it. Of what was sent, only names of fields are repeated, cut short."""
    source, *place = error["loc"]
    place = place[1:] if source == "body" else place
    context = error.get("ctx", {})
    words = PATTERNS.get(context.get("pattern")) or PLAIN.get(error["type"], "This is not as openapi.json says.")
    return {"field": ".".join(str(part)[:60] for part in place) or source, "detail": words.format(**context)}
