"""What the figures above the board count, the risk when triage is decided, and the nine factors of seriousness."""

from mash.labels import Labelled


class Show(Labelled):
    """One figure of the board's strip. The list behind it shows exactly the cases that it counts."""

    DANGER = "danger", "Danger now, nobody has it"
    UNREAD = "unread", "Unread reports"
    NOT_STARTED = "not_started", "Red or MASH enquiry, nobody holds it"
    NOBODY = "nobody", "Nobody owns it"
    SOON = "soon", "Overdue or due within a working hour"
    ANSWERS = "answers", "Partner answers to read"
    LATE = "late", "Late answers on closed cases"
    FEEDBACK = "feedback", "Feedback owed today"
    RESPONSE = "response", "System response owed"


class RiskNow(Labelled):
    """The risk as it is when triage is decided (Luton MASH guidance, April 2025: triage says "whether a case requires immediate
    intervention", further enquiries, or a signpost).
    """

    ACT = "act", "Act at once to protect the adult"
    LOOK = "look", "Look further into it"
    ADVISE = "advise", "Advice or a signpost is enough"


class Factor(Labelled):
    """What makes a concern serious: all nine are thought about each time (Luton MASH guidance, April 2025, seriousness)."""

    VULNERABILITY = "vulnerability", "How vulnerable the adult is"
    WISHES = "wishes", "The adult's capacity and wishes: whether they can decide this, and want us to act"
    OTHERS = "others", "Others at risk, so that we must act whatever the adult wants"
    CRIME = "crime", "What was done and how far it went; whether it may be a crime, and the police were asked"
    DURATION = "duration", "How long it has gone on"
    IMPACT = "impact", "What it has done to the adult; whether it may happen again, or get worse"
    CONTACT = "contact", "Other adults with care needs, or children, whom the person who may be responsible sees"
    COERCION = "coercion", "Whether it was lawful; coercion, threat or manipulation"
    REPORTER = "reporter", "What the person who told us wants to happen"


class Weight(Labelled):
    """What a worker says of one factor."""

    NO_CONCERN = "no_concern", "No concern"
    CONCERN = "concern", "Concern"
    DONT_KNOW = "dont_know", "Don't know yet"
