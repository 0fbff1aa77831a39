"""When words mean the adult and nobody else. In doubt they may mean somebody else."""

import re

from .names import Named
from .roles import ROLES_PLAIN
from .text import TITLE, WORD, Known, fold, sentences

HE, SHE = "man|gentleman|male", "woman|lady|female"
AGE = r"\d{2,3}[- ]?(?:years?[- ]old|yo|y/o)"
LIKE = rf"(?: (?:frail|elderly|vulnerable|older))?(?: {AGE})?"
ADULT_WORDS = r"(?:the|this|our) (?:adult|service user|client)"
THIS_ONE = rf"this{LIKE} (?:{HE}|{SHE})"
OF_ADULT = re.compile(
    rf"\b(?:(?:the|this){LIKE}|(?:(?<=is )|(?<=was )|(?<=, )|(?<=as )|(?<![\w,;:] ))an?{LIKE}|an {AGE}|a {AGE})"
    rf" (?:{HE}|{SHE}|person|resident|patient)\b(?!['’])",
    re.IGNORECASE,
)
"""The adult is also "the lady", "this resident", "an 84-year-old woman". Met a woman: that is somebody else."""
CAPITALS = (
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december "
    "i i'm i've i'll i'd mr mrs ms miss mx english christmas easter safeguarding section covid"
)  # fmt: skip
NO_NAMES = frozenset(CAPITALS.split())
TITLED = re.compile(rf"^(?:{TITLE})\.? ", re.IGNORECASE)
TITLES_OF = {"he": ("Mr", "Mister"), "she": ("Mrs", "Ms", "Miss")}
SEVERAL = re.compile(r"[,;/&+]|\b(?:and|with|of|for)\b", re.IGNORECASE)


def called(known: Known) -> str:
    """A pattern of what the adult is called, the title as well, without names that somebody else on the record has."""
    shared = {fold(part) for name in known.others if not _own(name, known) for part in WORD.findall(name)}
    names = [re.escape(name) for name in known.names if name and fold(name) not in shared]
    if not names:
        return r"(?!)"
    return rf"(?:(?:{TITLE})\.? )?(?:{'|'.join(names)})(?: (?:{'|'.join(names)}))?"


def _own(name: str, known: Known) -> bool:
    """The adult themselves, whom somebody wrote down: Mr Gordon Peel, spoken with on Monday. A family name alone is theirs
    with their title; with another it is a relative's.
    """
    title = TITLED.match(name)
    if title and known.pronoun in TITLES_OF and title[0].strip(" .").title() not in (*TITLES_OF[known.pronoun], "Mx"):
        return False
    words = {fold(word) for word in WORD.findall(TITLED.sub("", name))}
    given, family, known_as = (frozenset(fold(part) for part in one.split()) for one in (*known.names, "", "", "")[:3])
    if SEVERAL.search(name) or not words <= given | family | known_as:
        return False
    return bool(words & (given | known_as)) or bool(title and known.pronoun in TITLES_OF)


def is_adult(one: Named, known: Known) -> bool:
    mine = _mine(known)
    letters = "".join(name[0] for name in known.names[:2] if name)
    return one.letters in (letters, letters[-1:]) if one.letters else one.sought <= mine


def _mine(known: Known) -> set[str]:
    return {fold(part) for name in known.names for part in name.split()}


def named_in_it(plain: str, known: Known) -> bool:
    """By a name that is theirs alone, or as the adult."""
    return bool(re.search(rf"\b(?:{called(known)}|{ADULT_WORDS})\b", plain, re.IGNORECASE))


def somebody_else(plain: str, named: list[Named], known: Known) -> bool:
    """Somebody who is not the adult may be spoken of here, by name or by what they are to somebody."""
    return any(not is_adult(one, known) for one in named) or _others_in(plain, known) or not only_adult(plain)


def _others_in(plain: str, known: Known) -> bool:
    """Somebody else on the record is named, or a word inside a sentence has a capital and may be a name."""
    mine = _mine(known)
    theirs = {fold(part) for name in known.others for part in WORD.findall(name)} - mine
    for _, sentence in sentences(plain):
        words = WORD.findall(sentence)
        if theirs & {fold(word) for word in words if word[0].isupper()} - NO_NAMES:
            return True
        if any(word[0].isupper() and not word.isupper() and fold(word) not in mine | NO_NAMES for word in words[1:]):
            return True
    return False


def only_adult(plain: str) -> bool:
    """Nobody else is here, by what they are to somebody."""
    return not ROLES_PLAIN.search(OF_ADULT.sub(" ", plain))
