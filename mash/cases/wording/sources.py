"""Opinion that nobody is named for: facts, opinion and hearsay are told apart (Luton MASH guidance: "Establish facts")."""

import re
from collections.abc import Iterator

from .roles import ROLES_PLAIN
from .states import WordingKind
from .text import SAYING, Found, Known, Text, own_words_out, sentences_with_quotes

BE = r"(?:is|was|are|were|being|been|can be|seems|seemed|appears|appeared)"
GUESSED = r"probably|possibly|perhaps|maybe|most likely|very likely|in all likelihood"
HOW = rf"(?: (?:to be|just|very|so|too|always|often|clearly|obviously|quite|rather|known to be|a bit|extremely|really|{GUESSED}))*"
JUDGED = (
    "manipulative|dishonest|devious|lazy|greedy|selfish|aggressive|hostile|paranoid|irrational|unreasonable|difficult|ungrateful"
    "|childish|uncooperative|controlling|neglectful|abusive|unreliable|untrustworthy|incapable|stupid|nasty|spiteful|deceitful|mad|crazy"
    r"|dangerous|violent|threatening|demanding(?! (?!(?:and|or|but|on|with|when|towards?|at|because)\b)\w)"
)
HARD = r"(?<=difficult) (?:to (?!(?:deal|work|live|get (?:on|along)|engage|manage|please|handle|help|like)\b)|for\b)"
"""What is hard to do says nothing of a person: difficult to reach by telephone."""
LYING = r"lying(?= (?:about|again|through|because)\b| to (?!one\b|the (?:left|right|side)\b)|[.;!?]|$)"
"""Who lies somewhere, such as on the floor, is not called a liar."""
PERSON = "woman|man|lady|gentleman|person|individual|girl|boy|liar"
ACCUSED = r"drug dealer|dealer|thief|bully|criminal|fraudster|con ?man|crook|thug|predator|pervert|paedophile|abuser|troublemaker|murderer|rapist|gangster"
JUDGING = re.compile(
    rf"\b(?:{BE}{HOW} (?:(?:{JUDGED})(?!{HARD})|exaggerating|making it(?: all)? up|just after (?:his|her|their|the) money"
    rf"|an? (?:[\w-]+,? ){{0,2}}?liar|an? (?:[\w-]+,? ){{0,2}}?(?:{JUDGED}),? (?:[\w-]+,? ){{0,2}}?(?:{PERSON})"
    rf"|an? (?:[\w-]+,? ){{0,2}}?(?:{ACCUSED}))|(?:{GUESSED}) an? (?:[\w-]+,? ){{0,2}}?(?:{ACCUSED}|{PERSON}))\b|\b{BE}{HOW} {LYING}",
    re.IGNORECASE,
)
CLAUSE = re.compile(r"[,;:(–]|\b(?:and|but|because|when|while|as|so|if|although|since|whether|that)\b", re.IGNORECASE)
SOMEBODY = re.compile(
    rf"\b(?:he|she|they|who|I|you|we|everyone|everybody|nobody|famil(?:y|ies)|couple|adult|client|service user|staff|police|team|behaviour"
    rf"|attitude|manner|{ROLES_PLAIN.pattern})\b",
    re.IGNORECASE,
)
THING = re.compile(
    r"^\W*(?:it|this|that|these|those|there|which|what|access|\w+ing)\b|\b(?:the|an?|this|that|these|those|his|her|their|its|our|my|your|some|any|each|every|no|[A-Z]\w+['’]s) [\w-]+",
    re.IGNORECASE,
)
CERTAIN = re.compile(
    rf"(?:^|(?<=[.;\n]))\s*(?:Clearly|Obviously|Undoubtedly)\b|\b{BE} (?:clearly|obviously|undoubtedly)\b(?! (?:visible|marked|labelled|audible|written|legible|spoken|told))|\b(?:clearly|obviously|undoubtedly) "
    r"(?:is|was|has|had|lacks|lacked|does|did|wants|wanted|knows|knew|cannot|can't|not)\b"
    r"|\bit (?:is|was) (?:obvious|clear) (?:that|to)\b|\b(?:everyone|everybody|we all) knows?\b|\bit is well known\b|\bthere is no doubt\b",
    re.IGNORECASE,
)
MINE = re.compile(r"\b(?:I (?:think|believe|feel|suspect|assume|guess|reckon|imagine)|in my (?:view|opinion)|my (?:view|opinion|impression|sense) is|presumably|I am (?:sure|certain))\b", re.IGNORECASE)
GUESS = re.compile(rf"\b(?<!will )(?:{GUESSED})\b|\b(?:seems?|seemed|appears?|appeared)(?: to be)?{HOW} (?:{JUDGED}|an? (?:[\w-]+ ){{0,2}}?(?:{ACCUSED}))\b", re.IGNORECASE)
HEARD = re.compile(r"\b(?:reportedly|allegedly|apparently|supposedly|it (?:seems|appears|is (?:said|alleged|believed|thought))|rumou?r(?:s|ed)?|I (?:have )?heard that)\b", re.IGNORECASE)
NOBODY = re.compile(r"^(?:n/?a|none|unknown|not known|anon(?:ymous)?|various|several|people|someone|somebody|everyone|-+|\?+|\.+|x+|tbc|as above)$", re.IGNORECASE)


def unsourced(text: Text, known: Known) -> Iterator[Found]:
    """What judges, or claims to be plain to see, without saying who says or saw it (S95). Who is named in the box of the form
    that asks who says so has said it.
    """
    named = text.source.strip()
    if named and NOBODY.match(named):
        yield Found(WordingKind.OPINION, "source", text.source, "This names nobody, so nobody can ask again.",
                    "Name the person or the record it comes from, or say how they wish to be called.")  # fmt: skip
        named = ""
    plain = own_words_out(text.words)
    if text.fact:
        yield from _marked_fact(text, plain)
    if not text.sourced and not named:
        yield from _judging(text, plain)


def _judging(text: Text, plain: str) -> Iterator[Found]:
    for start, sentence in sentences_with_quotes(plain):
        if SAYING.search(sentence):
            continue
        if hit := next((hit for hit in JUDGING.finditer(sentence) if not _of_a_thing(sentence[: hit.start()])), None):
            why = "This judges somebody, and does not say who says or saw it."
        elif hit := CERTAIN.search(sentence):
            why = "This says that something is plain, and not what shows it."
        else:
            continue
        at = start + hit.start() + len(hit[0]) - len(hit[0].lstrip())
        yield Found(WordingKind.OPINION, text.field, hit[0].strip(), why, "Say what was seen or heard, by whom and when; or whose opinion it is.", at)


def _of_a_thing(before: str) -> bool:
    """The stairs are dangerous: what stands before the verb is no person."""
    subject = CLAUSE.split(before)[-1]
    return bool(THING.search(subject)) and not SOMEBODY.search(re.sub(r"\b(?:\w+)['’]s\b", " ", subject))


def _marked_fact(text: Text, plain: str) -> Iterator[Found]:
    """An entry that is marked as a fact and says itself that it is none. What somebody guessed and said is a fact: they said it."""
    for pattern, what in ((MINE, "an opinion"), (HEARD, "what somebody heard")):
        if hit := pattern.search(plain):
            yield _no_fact(text, hit[0], what, hit.start())
    for start, sentence in sentences_with_quotes(plain):
        if (hit := GUESS.search(sentence)) and not SAYING.search(sentence) and not _of_a_thing(sentence[: hit.start()]):
            few = " ".join(sentence[hit.start() :].split()[: max(4, len(hit[0].split()))]).rstrip(".,;:!?")
            yield _no_fact(text, few, "an opinion", start + hit.start())
            return


def _no_fact(text: Text, words: str, what: str, at: int) -> Found:
    return Found(WordingKind.OPINION, text.field, words, f"This is marked as a fact, and these words say that it is {what}.",
                 f"Mark it as {what}, or say what was seen or heard, and by whom.", at)  # fmt: skip
