"""What the figures above the board count, and the nine factors of seriousness."""

from mash.labels import Labelled


class Show(Labelled):
    """One figure of the board's strip. The list behind it shows exactly the cases that it counts."""

    DANGER = "danger", "Danger now, nobody has it"
    UNREAD = "unread", "Unread reports"
    NOT_STARTED = "not_started", "Red, nobody has it"
    SOON = "soon", "Overdue or due within a working hour"
    ANSWERS = "answers", "Partner answers to read"
    LATE = "late", "Late answers on closed cases"
    FEEDBACK = "feedback", "Feedback owed today"
    RESPONSE = "response", "System response owed"


class Factor(Labelled):
    """What makes a concern serious: all nine are thought about each time (Luton MASH guidance, April 2025, seriousness)."""

    VULNERABILITY = "vulnerability", "How vulnerable is the adult?"
    WISHES = "wishes", "Capacity and wishes: can the adult decide this, and do they want us to act?"
    OTHERS = "others", "Are others at risk, so that we must act whatever the adult wants?"
    CRIME = "crime", "What was done, and how far did it go? May it be a crime, and were the police asked?"
    DURATION = "duration", "How long has it gone on?"
    IMPACT = "impact", "What has it done to the adult? May it happen again, or get worse?"
    CONTACT = "contact", "Does whoever may be responsible see other adults with care needs, or children?"
    COERCION = "coercion", "Was it lawful? Was there coercion, threat or manipulation?"
    REPORTER = "reporter", "What does the person who told us want to happen?"


class Weight(Labelled):
    """What a worker says of one factor."""

    NO_CONCERN = "no_concern", "No concern"
    CONCERN = "concern", "Concern"
    DONT_KNOW = "dont_know", "Don't know yet"
