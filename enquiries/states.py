"""Kinds and ends of enquiries, meetings, handovers and risks."""

from mash.labels import Labelled


class EnquiryKind(Labelled):
    """Which enquiry this is (guidance: MASH enquiry, progression to section 42, non-statutory)."""

    MASH = "mash", "MASH enquiry"
    SECTION_42 = "section_42", "Section 42 enquiry"
    NON_STATUTORY = "non_statutory", "Non-statutory enquiry"


class Route(Labelled):
    """Who makes the enquiry (guidance, level 3)."""

    LOCAL_AUTHORITY = "local_authority", "By the local authority"
    CAUSED = "caused", "Caused to be made by another agency"


class Basis(Labelled):
    """What the national return counts it as: section 42 only if all three points are met."""

    SECTION_42 = "section_42", "Section 42 enquiry"
    OTHER = "other", "Other enquiry"


class OverrideReason(Labelled):
    """Why an enquiry may begin without all three points (guidance, progression to further S42 enquiry)."""

    REPEAT = "repeat", "Repeat incidents, three or more"
    ESCALATING = "escalating", "Escalating harm"
    ADMISSIONS = "admissions", "Recurring hospital admissions due to neglect or abuse"
    SERIOUS_HARM = "serious_harm", "Serious harm"
    PUBLIC_SAFETY = "public_safety", "Public safety"
    OTHER = "other", "Other"


class EnquiryState(Labelled):
    """An enquiry's life."""

    OPEN = "open", "Open"
    CONCLUDED = "concluded", "Concluded"


class RiskOutcome(Labelled):
    """What became of a risk when the enquiry ended (national return, SG3)."""

    REMAINS = "remains", "Risk remains"
    REDUCED = "reduced", "Risk reduced"
    REMOVED = "removed", "Risk removed"


class AssessmentOutcome(Labelled):
    """What the enquiry found about one risk (national return, SG3)."""

    IDENTIFIED_ACTION = "identified_action", "Risk identified and action taken"
    IDENTIFIED_NO_ACTION = "identified_no_action", "Risk identified and no action taken"
    INCONCLUSIVE_ACTION = "inconclusive_action", "Assessment inconclusive and action taken"
    INCONCLUSIVE_NO_ACTION = "inconclusive_no_action", "Assessment inconclusive and no action taken"
    NOT_IDENTIFIED_ACTION = "not_identified_action", "No risk identified and action taken"
    NOT_IDENTIFIED_NO_ACTION = "not_identified_no_action", "No risk identified and no action taken"
    CEASED = "ceased", "Enquiry ceased at the adult's request"


class Place(Labelled):
    """Where the harm happened or may happen (national return, location of risk)."""

    OWN_HOME = "own_home", "Own home"
    COMMUNITY = "community", "In the community"
    CARE_HOME = "care_home", "Care home"
    SUPPORTED = "supported", "Supported living"
    HOSPITAL = "hospital", "Hospital"
    SERVICE = "service", "A community service"
    ONLINE = "online", "Online or by phone"
    OTHER = "other", "Other"


class MeetingKind(Labelled):
    """Kinds of safeguarding meeting."""

    STRATEGY = "strategy", "Strategy discussion"
    PLANNING = "planning", "Planning meeting"
    PROFESSIONALS = "professionals", "Professionals' meeting"
    OUTCOME = "outcome", "Outcome meeting"


class MeetingState(Labelled):
    """A meeting's life."""

    PLANNED = "planned", "Planned"
    HELD = "held", "Held"


class Agreement(Labelled):
    """Whether an attendee agreed to the information protection statement."""

    NOT_ASKED = "not_asked", "Not asked yet"
    AGREED = "agreed", "Agreed"
    REFUSED = "refused", "Did not agree, and left"


class NotInvited(Labelled):
    """Why the adult was not invited; being invited is the rule."""

    ADULT_DECLINED = "adult_declined", "The adult did not want to come"
    PUBLIC_PROTECTION = "public_protection", "Public protection"
    BEST_INTERESTS = "best_interests", "Best interests, after a capacity assessment"
    SEEN_SEPARATELY = "seen_separately", "Seen separately, and their views are fed in"


class HandoverState(Labelled):
    """A handover's life. The hub owns the case until acceptance."""

    PROPOSED = "proposed", "Proposed"
    MET = "met", "Met about"
    ACCEPTED = "accepted", "Accepted"
    REFUSED = "refused", "Refused"


class Follows(Labelled):
    """What follows when an enquiry ends; the case is closed or handed over after it."""

    NO_FURTHER = "no_further", "No further action under safeguarding"
    PLAN_GOES_ON = "plan_goes_on", "The safeguarding plan goes on"
    HANDOVER = "handover", "Handover to a locality team"
    OTHER_SUPPORT = "other_support", "Other social work or support"


class Support(Labelled):
    """What helps an adult to take part in a meeting about them (guidance, involving the adult; Care Act 2014 s68)."""

    ADVOCATE = "advocate", "Advocate"
    SUPPORTER = "supporter", "A supporter of their choice"
    REPRESENTATIVE = "representative", "Representative"
    INTERPRETER = "interpreter", "Interpreter"
    WRITTEN = "written", "Written contribution"
    TRAVEL = "travel", "Help with travel"
    VENUE = "venue", "Accessible venue"
    SEPARATELY = "separately", "Being seen separately"
