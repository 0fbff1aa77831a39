"""What an entry of the chronology is, how exactly its day is known, and how much it is trusted."""

from mash.labels import Labelled


class EntryKind(Labelled):
    """What an entry tells of. The hub's own steps are one kind among others."""

    REPORT = "report", "Report"
    CONTACT = "contact", "Contact"
    EVENT = "event", "Event told by a partner"
    ANSWER = "answer", "Partner's answer"
    NOTE = "note", "Note"
    NEED = "need", "Need"
    CARE = "care", "Care and health"
    SOUGHT_HELP = "sought_help", "Asked for help"
    PROTECTION = "protection", "Protective action"
    RATING = "rating", "Rating"
    DECISION = "decision", "Decision"
    CONNECTION = "connection", "Connection"
    MEETING = "meeting", "Meeting"
    PLAN = "plan", "Plan"
    HOLD = "hold", "Police hold"
    FEEDBACK = "feedback", "Feedback to a referrer"
    WORK = "work", "Step of the hub"


class Precision(Labelled):
    """How exactly it is known when something happened."""

    MINUTE = "minute", "Day and time"
    DAY = "day", "Day"
    ABOUT = "about", "About that day"
    MONTH = "month", "Month"
    YEAR = "year", "Year"
    UNKNOWN = "unknown", "Not known"


class Sureness(Labelled):
    """How sure whoever tells of something is of it."""

    SURE = "sure", "Sure"
    FAIRLY = "fairly", "Fairly sure"
    UNSURE = "unsure", "Not sure"


class Confidence(Labelled):
    """How the hub weighs what it was told."""

    CONFIRMED = "confirmed", "Confirmed by another source"
    SINGLE = "single", "Single source"
    DOUBTFUL = "doubtful", "Doubtful"


class Relation(Labelled):
    """How two entries stand to each other. Neither is ever merged into the other."""

    SAME = "same", "They tell of the same event"
    CONTRADICTS = "contradicts", "They contradict each other"
    APART = "apart", "Neither: an earlier mark was a mistake"


class Audience(Labelled):
    """For whom a document is drawn. Only the hub's own is whole."""

    HUB = "hub", "The hub: everything"
    ADULT = "adult", "The adult or their family"
    PARTNERS = "partners", "Partner agencies"


class PaperKind(Labelled):
    """The documents that are drawn of a case, besides its decisions and written reports."""

    REFERRAL = "referral", "Referral as received"
    CHRONOLOGY = "chronology", "Chronology"
    SUMMARY = "summary", "Case summary"
    MINUTES = "minutes", "Minutes of a meeting"
    PLAN = "plan", "Safeguarding plan"
