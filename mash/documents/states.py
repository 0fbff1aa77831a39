"""What is known of a file, and why one could not be taken."""

from mash.labels import Labelled


class State(Labelled):
    """Whether a file may be opened. Only "clean" and "unscanned" may: see docs/adr for why there are both."""

    CLEAN = "clean", "Checked: no virus found"
    UNSCANNED = "unscanned", "Not scanned for viruses"
    QUARANTINED = "quarantined", "Waiting for the virus check"
    INFECTED = "infected", "Virus found"
    REFUSED = "refused", "Could not be taken"


OPENABLE = (State.CLEAN, State.UNSCANNED)


class Refusal(Labelled):
    """Why the content of a file was not kept: in words for whoever sent it, with what they can do instead."""

    EMPTY = "empty", "It is empty. Open it to see if it holds anything, then add it again, or send a photo of it"
    TOO_LARGE = "too_large", "It is larger than 10 MB. Send a smaller copy, or a photo of the part that matters"
    TOO_MANY = "too_many", "There are 10 files already"
    NO_ROOM = "no_room", "We cannot take more files at the moment. Tell us in words, and keep the file for us"
    UNKNOWN = "unknown", "It is not a kind of file that we can take. Send a photo, a screenshot or a PDF"
    HEIC = "heic", "It is a HEIC picture, which we cannot open. Send it as JPEG, or send a screenshot of it"
    OLD_OFFICE = "old_office", "It is an old Office file, or locked with a password. Save it as a PDF and send that"
    LOCKED = "locked", "It is locked with a password. Send a copy without one"
    ACTIVE = "active", "It holds macros, other files or links that run or fetch things. Save it as a PDF and send that"
    TOO_MUCH_INSIDE = "too_much_inside", "It unpacks to more than we can take. Send a smaller copy, or a screenshot"
    DAMAGED = "damaged", "We could not read it: it may be damaged. Send a photo or a screenshot of it"
