"""Stages, ratings, steps, clocks and outcomes, in the words of the guidance (Luton MASH guidance v2.0, April 2025)."""

from mash.labels import Labelled


class Stage(Labelled):
    """Where a case is on its way."""

    RECEIVED = "received", "Received"
    TRIAGE = "triage", "Triage"
    MASH_ENQUIRY = "mash_enquiry", "MASH enquiry"
    SECTION_42 = "section_42", "Section 42 enquiry"
    NON_STATUTORY = "non_statutory", "Non-statutory enquiry"
    CLOSED = "closed", "Closed"


ENQUIRY_STAGES = (Stage.MASH_ENQUIRY, Stage.SECTION_42, Stage.NON_STATUTORY)


class Rag(Labelled):
    """The rating of a concern. Routing, sharing and clocks hang on it."""

    RED = "red", "Red"
    AMBER = "amber", "Amber"
    GREEN = "green", "Green"

    @property
    def rank(self) -> int:
        """3 for Red, 2 for Amber, 1 for Green: higher is more serious."""
        return {"red": 3, "amber": 2, "green": 1}[self.value]


class StepName(Labelled):
    """The agreed standard for triage and MASH enquiry: seven steps (guidance, "agreed standard")."""

    RATING = "rating", "RAG decision"
    HISTORY = "history", "History checked on LAS and contact created"
    REFERRER = "referrer", "Contact with the referrer"
    ADULT = "adult", "Contact with the adult and carers"
    PARTNERS = "partners", "Partner checks"
    CONSULTATION = "consultation", "Consultation with a senior or manager"
    PLANNING = "planning", "Planning meeting or discussion"


class StepState(Labelled):
    """What became of a standard step. A step without a row is outstanding."""

    DONE = "done", "Done"
    NOT_NEEDED = "not_needed", "Not needed"
    NOT_POSSIBLE = "not_possible", "Tried, not possible"


class Clock(Labelled):
    """What must have happened by a time (workflow, section 7; all values are assumptions until the council confirms)."""

    SEEN = "seen", "Seen by a person"
    RATING = "rating", "RAG rating"
    CHECK = "check", "Partner check answer"
    TRIAGE_DECISION = "triage_decision", "Triage decision"
    S42_DECISION = "s42_decision", "Section 42 decision"
    PLANNING = "planning", "Planning discussion"
    ENQUIRY = "enquiry", "Enquiry complete"
    ENQUIRY_LOOK = "enquiry_look", "Enquiry looked at"
    PLAN_REVIEW = "plan_review", "Plan review"
    ACKNOWLEDGED = "acknowledged", "Referrer acknowledged"
    FEEDBACK = "feedback", "Feedback to the referrer"
    HOLDING = "holding", "Holding message to the referrer"
    REPLY = "reply", "Referrer's reply looked at"
    WORKER_ACCEPTS = "worker_accepts", "Allocated worker accepts"
    RECEIPT = "receipt", "Other service has the report"
    LATE_ANSWER = "late_answer", "Late answer looked at"
    HANDOVER_MEETING = "handover_meeting", "Handover meeting"
    HANDOVER_ACCEPTANCE = "handover_acceptance", "Handover accepted"
    DISPUTE = "dispute", "Dispute decided"
    CONNECTION = "connection", "Help or promise answered for"
    CONNECTION_NEWS = "connection_news", "News of a connection"
    FIRST_STEP = "first_step", "First step"


BLOCKS_CLOSING = (
    Clock.SEEN, Clock.RATING, Clock.FEEDBACK, Clock.REPLY, Clock.WORKER_ACCEPTS, Clock.RECEIPT, Clock.LATE_ANSWER,
    Clock.CONNECTION,
)  # fmt: skip
"""Clocks that must be met before a case can close: nobody is left unread or without an answer."""


CLOCKS_BESIDE = {Clock.FEEDBACK: (Clock.HOLDING,)}
"""Clocks that begin with another: whoever is owed an answer hears in time if it takes longer."""


class Hold(Labelled):
    """What the police asked for while they investigate (workflow, section 1: limits feedback and interviews)."""

    LIMITS = "limits", "Referrers may be told that it is in hand, and no more"
    FORBIDS = "forbids", "Referrers must be told nothing for now"


class DecisionKind(Labelled):
    """The decisions that are kept for good, each with what was known then."""

    RATING = "rating", "RAG rating"
    TRIAGE = "triage", "Triage decision"
    THREE_POINT = "three_point", "Three-point test"
    ENQUIRY = "enquiry", "Enquiry decision"
    SHARING = "sharing", "Sharing decision"
    CLOSING = "closing", "Closing"
    REOPENING = "reopening", "Reopening"


class Outcome(Labelled):
    """How a case ends (guidance, outcomes of the MASH; workflow, section 1)."""

    FURTHER_S42 = "further_s42", "Further section 42 enquiry"
    OTHER_SOCIAL_WORK = "other_social_work", "Other social work intervention"
    EARLY_HELP = "early_help", "Early help or signposting"
    PROTECTIVE_ACTION = "protective_action", "Immediate protective action"
    ADVICE = "advice", "Information and advice"
    OTHER_AUTHORITY = "other_authority", "Handed to another local authority"
    DUPLICATE = "duplicate", "Duplicate"
    NO_CONCERN = "no_concern", "No concern found"
    SET_ASIDE = "set_aside", "Not a concern: set aside"


class Nature(Labelled):
    """What kind of statement an entry is (workflow, section 3)."""

    FACT = "fact", "Fact"
    OPINION = "opinion", "Opinion"
    HEARSAY = "hearsay", "What somebody said they heard"


class Party(Labelled):
    """Whom a contact was with."""

    REFERRER = "referrer", "Referrer"
    ADULT = "adult", "The adult"
    CARER = "carer", "Carer, family or friend"
    PROFESSIONAL = "professional", "Professional"


class Reached(Labelled):
    """How an attempt at contact ended."""

    SPOKE = "spoke", "Spoke with them"
    NO_ANSWER = "no_answer", "No answer"
    LEFT_SAFE_MESSAGE = "left_safe_message", "Left a safe message"
    UNSAFE = "unsafe", "Not safe to make contact"
    DECLINED = "declined", "Did not want to speak"


class Tri(Labelled):
    """A plain answer. "Don't know" is an answer; a missing row means nobody has asked."""

    YES = "yes", "Yes"
    NO = "no", "No"
    DONT_KNOW = "dont_know", "Don't know"


class ConsentAnswer(Labelled):
    """What the adult said about the referral and sharing. Consent is a prompt, not an exit."""

    YES = "yes", "Yes"
    LIMITED = "limited", "Yes, with limits"
    NO = "no", "No"
    NOT_ASKED = "not_asked", "Not asked"


class LawfulBasis(Labelled):
    """Why work goes on without consent (UK GDPR and DPA 2018, schedule 1 paragraph 18; workflow, section 3)."""

    COERCION = "coercion", "The adult may be coerced"
    OTHERS_AT_RISK = "others_at_risk", "Other people are at risk"
    VITAL_INTERESTS = "vital_interests", "Vital interests: life or serious harm"
    PUBLIC_INTEREST = "public_interest", "Public interest"
    CRIME = "crime", "A crime may have been committed"
    LACKS_CAPACITY = "lacks_capacity", "The adult lacks capacity for this and it is in their best interests"


class WorkKind(Labelled):
    """What a task asks somebody to do."""

    LATE_ANSWER = "late_answer", "A late answer: does this change the decision?"
    DEAD_MESSAGE = "dead_message", "A message could not be sent"
    CONFIRM_RATING = "confirm_rating", "Confirm a lower rating"
    CALL_PARTNER = "call_partner", "Ring the partner"
    LAPSED_AGREEMENT = "lapsed_agreement", "An agreement has lapsed while a check is open"
    REFERRER_REPLY = "referrer_reply", "The referrer has written again"
    RING_REFERRER = "ring_referrer", "Ring the referrer"
    POST_LETTER = "post_letter", "Print and post a letter"
    UNSAFE_FEEDBACK = "unsafe_feedback", "Telling this referrer may not be safe"
    UNCHECKED_FILE = "unchecked_file", "A file could not be checked"
    COUNT_WRONG = "count_wrong", "The count of concerns does not balance"
    UNSEEN_TOO_LONG = "unseen_too_long", "A report has waited too long for its first reader"
    MAILBOX = "mailbox", "The hub's mailbox cannot be read"
    PASSED_ON = "passed_on", "Passed on to another service: has it arrived?"
    DANGER_SET_ASIDE = "danger_set_aside", "A report of danger now was set aside or passed on"
    WORKER_ASKED = "worker_asked", "A new report about an adult whom you work with"
    SHIFT_WAITING = "shift_waiting", "A shift list that nobody has accepted"
    STOPPED_CLOCK = "stopped_clock", "A clock has stood longer than it was to"
    CHANGE_PROPOSED = "change_proposed", "A change waits for approval"
    BLIND_RATING = "blind_rating", "Concerns to rate a second time"
    CONNECTION_BOUNCED = "connection_bounced", "Help that was offered came to nothing: what instead?"
    CONNECTION_QUIET = "connection_quiet", "Help was offered: has it begun?"
    ACTION_OWED = "action_owed", "Something was promised by a day: is it done?"
    PROVIDER_TOLD = "provider_told", "About a provider: what did contracts management do?"
    TAKEN_OVER = "taken_over", "A colleague took your case over"
    TAKE_ENQUIRY = "take_enquiry", "An enquiry that nobody holds"
    CONTRACTS_LATE = "contracts_late", "Contracts management has not said what it did"
    REQUIRED_OPEN = "required_open", "The matrix asks for something that is still open"
    TRY_AGAIN = "try_again", "Time for the next attempt to reach somebody"
    ADVOCATE_OWED = "advocate_owed", "An independent advocate is owed: is one named?"
    RESPONSE_OWED = "response_owed", "Several needs are not met: who leads, and who does what?"
    RESPONSE_LOOK = "response_look", "A response of several services: does it work?"
    MARKER_REVIEW = "marker_review", "A warning marker: does it still hold?"
    DISPUTE = "dispute", "A dispute to answer"
    DISPUTE_ANSWERED = "dispute_answered", "A dispute was answered: is the answer accepted?"
    DISPUTE_UPHELD = "dispute_upheld", "A dispute was answered: is the change made?"
    RATING_ANSWERED = "rating_answered", "The answer to your lower rating"
    CHANGE_ANSWERED = "change_answered", "The answer to your proposal"


class ShiftReason(Labelled):
    """Why a case is on the list of a shift change."""

    DANGER = "danger", "Danger now that nobody has settled"
    UNSEEN = "unseen", "A report nobody has seen"
    NOT_RATED = "not_rated", "Not rated yet"
    RED = "red", "Red, not resolved"
    AMBER = "amber", "Amber, not resolved"
    FIRST_STEP = "first_step", "Urgent, and nobody has acted yet"
    LATE_ANSWER = "late_answer", "A late answer nobody has looked at"
    REPLY = "reply", "A referrer's reply nobody has looked at"


class ClosureKind(Labelled):
    """How one day differs from the rule of weekdays and bank holidays."""

    SHUT = "shut", "The hub is shut"
    OPEN = "open", "The hub is open"


class StopReason(Labelled):
    """Why a clock stands still (assumption: the council's list, until it says otherwise)."""

    POLICE = "police", "The police asked us to wait"
    ADULT_ASKED = "adult_asked", "The adult asked for time"
    ADULT_UNWELL = "adult_unwell", "The adult is too unwell, or in hospital"
    CANNOT_REACH = "cannot_reach", "The adult can't be reached safely"
    COURT = "court", "A court or the coroner decides first"
    ANOTHER_BODY = "another_body", "Another body must act first"
    OTHER = "other", "Something else"


class ChangeReason(Labelled):
    """Why the due time of a running clock moved."""

    STOOD_STILL = "stood_still", "The clock had been stopped"
    CALENDAR = "calendar", "The calendar of working days changed"
    TIMESCALES = "timescales", "New timescales were applied to running clocks"


class ConnectionState(Labelled):
    """Whether help that was suggested became help that was given (guidance, outcomes: early help or signposting)."""

    OFFERED = "offered", "Offered"
    ACCEPTED = "accepted", "Accepted"
    STARTED = "started", "Started"
    BOUNCED = "bounced", "Bounced"


class MadeBy(Labelled):
    """Who takes the first step towards a service. An adult who has to make it alone is the likeliest to be lost."""

    ADULT = "adult", "The adult themselves"
    HUB = "hub", "We refer them"
    CARER = "carer", "A carer, relative or friend"
    PROFESSIONAL = "professional", "A professional who knows them"


class Bounce(Labelled):
    """Why help came to nothing."""

    FULL = "full", "The service is full, or the wait is too long"
    CRITERIA = "criteria", "The service says they don't meet its criteria"
    NO_ANSWER = "no_answer", "The service does not answer"
    NOT_REACHED = "not_reached", "The service could not reach the adult"
    DECLINED = "declined", "The adult does not want it"
    ENDED = "ended", "It began, and ended before it helped"
    OTHER = "other", "Something else"


class Instead(Labelled):
    """What follows when help came to nothing. One of them is always chosen: a bounce is never left as it is."""

    ANOTHER = "another", "Another connection"
    LOOK_AGAIN = "look_again", "The risk is looked at and rated again"
    NOTHING = "nothing", "Nothing else, for a reason"


class CareKind(Labelled):
    """What happened in the adult's care. How somebody drew back is never written without what was done to reach them."""

    ADMISSION_HARM = "admission_harm", "Admitted to hospital: neglect or abuse is suspected"
    ADMISSION = "admission", "Admitted to hospital: another reason"
    DISCHARGE = "discharge", "Discharged from hospital"
    ENDED = "ended", "A service ended its work with them"
    NOT_ENGAGING = "not_engaging", "A service closed their case because it could not engage them"
    MISSED = "missed", "Missed an appointment or visit, or did not let somebody in"
    SOUGHT_HELP = "sought_help", "Asked for help: emergency department, 999, surgery, helpline"


DREW_BACK = (CareKind.NOT_ENGAGING, CareKind.MISSED)
"""Events that are kept only with the attempts that were made to reach the adult (S124)."""


class Grouping(Labelled):
    """What the records of a pattern have in common."""

    ADULT = "adult", "Same adult"
    ADDRESS = "address", "Same address"
    SOURCE = "source", "Same source of harm"
    STAFF = "staff", "Same staff member"
    PROVIDER = "provider", "Same provider"
    WARD = "ward", "Same ward or unit"


class PatternRule(Labelled):
    """The kinds of pattern that are looked for (mash/cases/pattern_rules.py says when each holds)."""

    REPEATED = "repeated", "Repeated concerns"
    ESCALATING = "escalating", "Rising severity"
    ADMISSIONS = "admissions", "Recurring hospital admission"
    DISCHARGES = "discharges", "Repeated discharge"
    BURST = "burst", "Burst of asking for help"
    SILENCE = "silence", "Silence after asking for help"
    DISENGAGED = "disengaged", "Drawing back from help"


class RecordKind(Labelled):
    """What a record that a pattern looks at is."""

    CONCERN = "concern", "Concern"
    REPORT = "report", "Report"
    SPOKE = "spoke", "Spoke with the adult"
    TRIED = "tried", "Tried to speak with the adult"
    RESOLVED = "resolved", "Case closed"
    ADMISSION = "admission", "Hospital admission, neglect or abuse suspected"
    ADMITTED = "admitted", "Hospital admission"
    DISCHARGE = "discharge", "Discharge"
    DREW_BACK = "drew_back", "Missed, not reached, or closed for not engaging"
    SOUGHT_HELP = "sought_help", "Asked for help"


class PatternState(Labelled):
    """How a pattern stands."""

    OPEN = "open", "To look at"
    DISMISSED = "dismissed", "Dismissed"
    ENDED = "ended", "No longer holds"


class Channel(Labelled):
    """How somebody was tried to be reached."""

    PHONE = "phone", "Telephone"
    VISIT = "visit", "Visit"
    VIDEO = "video", "Video call"
    TEXT = "text", "Text or email"
    LETTER = "letter", "Letter"
    SOMEBODY = "somebody", "Through somebody they trust"


class Difficulty(Labelled):
    """In what an adult may have substantial difficulty when they take part (Care Act 2014, section 68(4))."""

    UNDERSTAND = "understand", "Understanding what is said"
    RETAIN = "retain", "Remembering it"
    WEIGH = "weigh", "Using or weighing it"
    COMMUNICATE = "communicate", "Saying what they think, wish and feel"


class ProtectionKind(Labelled):
    """What is commonly done at once to keep somebody safe."""

    CALLED_999 = "called_999", "999 was called"
    POLICE = "police", "The police were asked to attend"
    MEDICAL = "medical", "Medical help"
    MOVED = "moved", "Moved to a place of safety"
    SOURCE_GONE = "source_gone", "The source of harm is kept away"
    CARE = "care", "Care or somebody to stay was put in"
    LOCKS = "locks", "Locks, key safe or alarm"
    MONEY = "money", "Bank or money secured"
    OTHER = "other", "Something else"
