"""Opinion that nobody is named for: facts, opinion and hearsay are told apart (Luton MASH guidance: "Establish facts")."""

import re
from collections.abc import Iterator

from .states import WordingKind
from .text import SAYING, Found, Known, Text, own_words_out, sentences_with_quotes

BE = r"(?:is|was|are|were|being|been|can be|seems|seemed|appears|appeared)"
HOW = r"(?: (?:to be|just|very|so|too|always|often|clearly|obviously|quite|rather|known to be|a bit|extremely|really))*"
JUDGED = (
    "manipulative|dishonest|devious|lazy|greedy|selfish|aggressive|hostile|paranoid|irrational|unreasonable|difficult|demanding|ungrateful"
    "|childish|uncooperative|controlling|neglectful|abusive|unreliable|untrustworthy|incapable|stupid|nasty|spiteful|deceitful|mad|crazy"
)
LYING = r"lying(?= (?:about|again|through|because)\b| to (?!one\b|the (?:left|right|side)\b)|[.;!?]|$)"
"""Who lies somewhere, such as on the floor, is not called a liar."""
PERSON = "woman|man|lady|gentleman|person|individual|girl|boy|liar"
JUDGING = re.compile(
    rf"\b{BE}{HOW} (?:{JUDGED}|exaggerating|making it(?: all)? up|just after (?:his|her|their|the) money"
    rf"|an? (?:[\w-]+,? ){{0,2}}?liar|an? (?:[\w-]+,? ){{0,2}}?(?:{JUDGED}),? (?:[\w-]+,? ){{0,2}}?(?:{PERSON}))\b|\b{BE}{HOW} {LYING}",
    re.IGNORECASE,
)
CERTAIN = re.compile(
    rf"(?:^|(?<=[.;\n]))\s*(?:Clearly|Obviously|Undoubtedly)\b|\b{BE} (?:clearly|obviously|undoubtedly)\b(?! (?:visible|marked|labelled|audible|written|legible|spoken|told))|\b(?:clearly|obviously|undoubtedly) "
    r"(?:is|was|has|had|lacks|lacked|does|did|wants|wanted|knows|knew|cannot|can't|not)\b"
    r"|\bit (?:is|was) (?:obvious|clear) (?:that|to)\b|\b(?:everyone|everybody|we all) knows?\b|\bit is well known\b|\bthere is no doubt\b",
    re.IGNORECASE,
)
MINE = re.compile(r"\b(?:I (?:think|believe|feel|suspect|assume|guess|reckon|imagine)|in my (?:view|opinion)|my (?:view|opinion|impression|sense) is|presumably|I am (?:sure|certain))\b", re.IGNORECASE)
HEARD = re.compile(r"\b(?:reportedly|allegedly|apparently|supposedly|it (?:seems|appears|is (?:said|alleged|believed|thought))|rumou?r(?:s|ed)?|I (?:have )?heard that)\b", re.IGNORECASE)
NOBODY = re.compile(r"^(?:n/?a|none|unknown|not known|anon(?:ymous)?|various|several|people|someone|somebody|everyone|-+|\?+|\.+|x+|tbc|as above)$", re.IGNORECASE)


def unsourced(text: Text, known: Known) -> Iterator[Found]:
    """What judges, or claims to be plain to see, without saying who says or saw it (S95)."""
    if text.source and NOBODY.match(text.source.strip()):
        yield Found(WordingKind.OPINION, "source", text.source, "This names nobody, so nobody can ask again.",
                    "Name the person or the record it comes from, or say how they wish to be called.")  # fmt: skip
    plain = own_words_out(text.words)
    if text.fact:
        yield from _marked_fact(text, plain)
    if text.sourced:
        return
    for start, sentence in sentences_with_quotes(plain):
        if SAYING.search(sentence):
            continue
        for pattern, why in ((JUDGING, "This judges somebody, and does not say who says or saw it."),
                             (CERTAIN, "This says that something is plain, and not what shows it.")):  # fmt: skip
            if hit := pattern.search(sentence):
                yield Found(WordingKind.OPINION, text.field, hit[0].strip(), why,
                            "Say what was seen or heard, by whom and when; or whose opinion it is.", start + hit.start())  # fmt: skip
                break


def _marked_fact(text: Text, plain: str) -> Iterator[Found]:
    """An entry that is marked as a fact and says itself that it is none."""
    for pattern, what in ((MINE, "an opinion"), (HEARD, "what somebody heard")):
        if hit := pattern.search(plain):
            yield Found(WordingKind.OPINION, text.field, hit[0], f"This is marked as a fact, and these words say that it is {what}.",
                        f"Mark it as {what}, or say what was seen or heard, and by whom.", hit.start())  # fmt: skip
