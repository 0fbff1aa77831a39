"""Names and initials that stand for nobody on the record. Better to miss one than to cry wolf at every note."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path

from mash.people.rules import variants_of

from .roles import INTRODUCED_AFTER, INTRODUCED_BEFORE
from .states import WordingKind
from .text import TITLE, Found, Known, Text, fold, sentences

GIVEN = Path(__file__).with_name("given_names.txt")
FAMILY = r"(?:O['’]|Mc|Mac|De |Al-)?[A-Z][a-zà-ÿ]+(?:[-'’][A-Z][a-zà-ÿ]+)*"
TITLED = re.compile(rf"\b(?P<title>{TITLE})\.? (?:(?:[A-Z]\.? ){{1,2}})?(?P<name>(?:[A-Z][a-z]+ )?{FAMILY})")
LETTERED = re.compile(rf"\b(?:{TITLE})\.? (?P<letters>(?:[A-Z]\.?){{1,3}})(?![\w’'])")
CALLED_BY_LETTERS = re.compile(
    r"\b(?:service user|client|resident|patient|adult|SU|customer|tenant)[ :(]+(?P<letters>[A-Z]\.?(?:[A-Z]\.?){1,2})(?!\w)", re.IGNORECASE
)
VERB = (
    r"(?:said|says|told|tells|was|is|has|had|report(?:ed|s)|stat(?:ed|es)|lives|lived|wants|wanted|asked|appeared|seemed|felt|feels|went|came|looked"
    r"|does|did|denied|agreed|declined|confirmed|explained|disclosed|cried|fell|needs|needed|may have|would|could|can|cannot|remains"
    r"|rang|rings|phoned|called|will|visited|visits|gave|took|paid|pays|left|moved|refused|refuses|thinks|thought|knows|knew|believes|believed"
    r"|slept|ate|drank|sat|stood|ran|drove|made|brought|bought|kept|got|began|stayed|hit|pushed|shouted|threatened|attended|arrived|met|spoke|walked|waited|helped|wrote|signed|lent|sold|stole|cooked|cooks|cleaned|cleans)"
)
LETTERS_ACT = re.compile(rf"(?<![\w&/.-])(?P<letters>[A-Z]\.?[A-Z]\.?)(?:['’]s\b| {VERB}\b)")
DOTTED = re.compile(r"(?<![\w&/.-])(?P<letters>[A-Z]\.[A-Z]\.)(?![\w.-])(?: (?P<next>[A-Z][a-zà-ÿ]+))?")
"""Two letters, each with its point, are a person wherever they stand: seen with R.K. on the ward."""
PAIR = re.compile(rf"(?<![\w'’-])(?P<given>[A-Z][a-zà-ÿ]+) (?:[A-Z]\.? )?(?P<family>{FAMILY})(?: (?P<next>[A-Za-z]+))?")
SINGLE = re.compile(
    rf"(?<![\w'’-])(?:(?P<one>[A-Z][a-zà-ÿ]+)(?:['’]s [a-z]+)? {VERB}\b|(?:[Ss]poke (?:to|with)|[Vv]isited|[Rr]ang|[Pp]honed|[Tt]elephoned|[Mm]et"
    r"|[Cc]ontacted|[Aa]ssessed) (?P<other>[A-Z][a-zà-ÿ]+)(?! [A-Z])(?!\w))"
)
BESIDE = re.compile(rf"(?<![\w'’-])(?P<one>[A-Z][a-zà-ÿ]+) and (?P<other>[A-Z][a-zà-ÿ]+)(?![\w'’-])(?! {FAMILY})")
"""Two who are named in one breath: Gordon and Doreen."""
LINE_OF_PLACE = re.compile(r"(?:\d+[a-z]?,? |\bSt\.? |\bSaint |\bLake |\bMount |\bFlat |\bThe |\bat )$")
PLACES = frozenset(
    ["road", "street", "avenue", "close", "court", "lane", "drive", "house", "hall", "way", "gardens", "place", "square", "terrace", "crescent", "park", "centre", "center", "hospital", "ward", "surgery", "practice", "unit", "lodge", "school", "college", "university", "church", "mosque", "temple", "medical", "health", "clinic", "home", "homes", "manor", "villa", "villas", "walk", "row", "rise", "hill", "grove", "green", "view", "mews", "estate", "library", "hotel", "station", "trust", "foundation", "charity", "nurse", "nurses", "suite", "wing", "room", "team", "service", "services", "care", "act", "scale", "stage", "score", "syndrome", "disease", "test", "assessment", "index", "department", "bridge", "hub", "project", "society", "association", "group", "ltd", "limited", "bank", "store", "day", "week", "month", "eve", "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
)  # fmt: skip
NOT_PEOPLE = frozenset(
    ["may", "april", "june", "august", "will", "mark", "grace", "hope", "faith", "joy", "rose", "bill", "sue", "grant", "art", "frank", "jack", "drew", "dean", "summer", "autumn", "chase", "christian", "angel", "carol", "dawn", "eve", "violet", "iris", "ivy", "heather", "holly", "basil", "pat", "penny", "gene", "guy", "max", "rich", "rob", "miles", "chance", "earl", "duke", "prince", "king", "major", "bishop", "victoria", "charity", "clay", "cliff", "forest", "glen", "lane", "reed", "ray", "sandy", "sky", "star", "stone", "temple", "trinity", "mercy", "melody", "misty", "precious", "princess", "london", "paris", "chelsea", "jordan", "israel", "china", "india", "asia", "georgia", "virginia", "florence", "sydney", "austin", "luton", "bedford", "kent", "derby", "lincoln", "chester", "warwick", "winston", "stanley", "marshall", "olive", "patience", "ginger", "ruby", "pearl", "amber", "jade", "crystal", "sterling", "constance", "justice", "wade", "ward", "page", "case", "son", "daisy", "lily", "junior", "alexandra", "northern", "the", "this", "that", "there", "then", "they", "these", "those", "and", "but", "she", "her", "him", "his", "when", "where", "what", "who", "after", "before", "on", "in", "at", "for", "from", "with", "without", "today", "yesterday", "tomorrow", "no", "not", "yes", "all", "both", "each", "family", "mother", "father", "mum", "dad", "nan", "police", "doctor", "nurse", "care", "carer", "adult", "social", "duty", "home", "line", "parish", "tilly", "honey", "norm", "tad", "tempy", "field", "fields"]
)  # fmt: skip
ACRONYMS = frozenset(
    ["GP", "LA", "UK", "EU", "TV", "ID", "IV", "BP", "PD", "MH", "DV", "DA", "SW", "OT", "PT", "CP", "NI", "AM", "PM", "OK", "IT", "HR", "CQ", "LD", "PA", "SU", "MP", "CT", "MS", "IQ", "AI", "UC", "PC", "DC", "DS", "DI", "PS", "SS", "CO", "CV", "DR", "ED", "ER", "AE", "CN", "DN", "HV", "RN", "TA", "NA", "NB", "NO", "OR", "RE", "ST", "US", "WC", "YP", "CC", "CA", "CE", "CS", "DP", "EA", "EH", "FT", "GB", "GU", "HB", "HI", "HM", "HQ", "IC", "ICU", "ICB", "IP", "LP", "LL", "LU", "MK", "NG", "NP", "OD", "OP", "PE", "PG", "PO", "PV", "QA", "RC", "RD", "RI", "RP", "SC", "SI", "SO", "SP", "SV", "TB", "TC", "TI", "TM", "TP", "UN", "UP", "UT", "VA", "VC", "VE", "VP", "WE", "WP", "WY", "XL", "LE", "LE", "PR", "CM", "OF", "TO", "BE", "BY", "DO", "GO", "IF", "IN", "IS", "IT", "ME", "MY", "ON", "SO", "US", "WE", "AN", "AS", "AT", "HE"]
)  # fmt: skip
NAMED_AFTER_PEOPLE = frozenset({"marie curie", "john lewis", "martin lewis", "jeremy hunt", "sue ryder", "rosa parks", "tom and jerry", "ben and jerry", "peter and paul", "thomas and friends", "adam and eve"})
NEAR = 100
"""So many letters before and behind a name may say who it is."""
MOST = 150
"""So many names of one text are looked up, and no text costs more."""
PERHAPS = re.compile(r"[A-Z]")


@dataclass(frozen=True)
class Named:
    """Somebody whom the words name: as they stand, where, and by what they can be found on the record."""

    shown: str
    start: int
    end: int
    given: str = ""
    family: str = ""
    letters: str = ""

    @property
    def sought(self) -> frozenset[str]:
        """Words that the record is searched for."""
        return frozenset(fold(word) for word in (*self.given.split(), *self.family.split(), self.letters) if word)


@lru_cache(maxsize=1)
def _given_names() -> frozenset[str]:
    lines = (line for line in GIVEN.read_text().splitlines() if not line.startswith("#"))
    return frozenset(word.casefold() for line in lines for word in line.split())


@lru_cache(maxsize=4096)
def _is_given(word: str) -> bool:
    """A first name, and no month, place or plain word as well."""
    folded = word.casefold()
    return folded not in NOT_PEOPLE and (folded in _given_names() or len(variants_of(folded)) > 1)


def named_in(text: str) -> list[Named]:
    """Everybody whom the words name, each stretch of words once; whoever is introduced by them is left out."""
    taken: list[Named] = []
    for start, sentence in sentences(text):
        if not PERHAPS.search(sentence):
            continue
        for one in chain(_titled(sentence), _lettered(sentence), _pairs(sentence), _singles(sentence), _beside(sentence)):
            if any(one.start < other.end - start and other.start - start < one.end for other in taken):
                continue
            if not _introduced(sentence, one):
                taken.append(Named(one.shown, one.start + start, one.end + start, one.given, one.family, one.letters))
            if len(taken) >= MOST:
                return taken
    return taken


def _introduced(sentence: str, one: Named) -> bool:
    """The words say who it is: her neighbour Mrs Kaur; Jan Kowalski (warden); a man called Steve; Ann Reed from Invented Homes."""
    return bool(INTRODUCED_BEFORE.search(sentence[max(0, one.start - NEAR) : one.start]) or INTRODUCED_AFTER.match(sentence[one.end : one.end + NEAR]))


def _titled(sentence: str) -> Iterator[Named]:
    for hit in TITLED.finditer(sentence):
        name = hit["name"].split()
        if len(name) == 2 and fold(name[1]) in PLACES:
            continue
        after = re.match(r" ([A-Z][a-z]+)", sentence[hit.end() :])
        if not (after and after[1].casefold() in PLACES):
            yield Named(hit[0], *hit.span(), given=" ".join(name[:-1]), family=name[-1])


def _lettered(sentence: str) -> Iterator[Named]:
    for pattern in (LETTERED, CALLED_BY_LETTERS, LETTERS_ACT):
        for hit in pattern.finditer(sentence):
            letters = hit["letters"].replace(".", "")
            if letters.isupper() and letters not in ACRONYMS:
                yield Named(hit[0] if pattern is not LETTERS_ACT else hit["letters"], *hit.span("letters"), letters=letters)
    for hit in DOTTED.finditer(sentence):
        letters = hit["letters"].replace(".", "")
        # J.K. Rowling is a name with initials before it; after R.K. a new sentence may begin: She.
        named = hit["next"] and hit["next"].casefold() not in NOT_PEOPLE
        if letters not in ACRONYMS and not named:
            yield Named(hit["letters"], *hit.span("letters"), letters=letters)


def _pairs(sentence: str) -> Iterator[Named]:
    for hit in PAIR.finditer(sentence):
        parts = {fold(hit["family"]), (hit["next"] or "").casefold()}
        if f"{hit['given']} {hit['family']}".casefold() in NAMED_AFTER_PEOPLE or not _is_given(hit["given"]) or parts & PLACES or fold(hit["family"]) in NOT_PEOPLE or LINE_OF_PLACE.search(sentence[: hit.start()]):
            continue
        end = hit.end("family")
        yield Named(sentence[hit.start() : end], hit.start(), end, hit["given"], hit["family"])


def _singles(sentence: str) -> Iterator[Named]:
    for hit in SINGLE.finditer(sentence):
        group = "one" if hit["one"] else "other"
        if _is_given(hit[group]) and not LINE_OF_PLACE.search(sentence[: hit.start(group)]):
            yield Named(hit[group], *hit.span(group), given=hit[group])


def _beside(sentence: str) -> Iterator[Named]:
    for hit in BESIDE.finditer(sentence):
        if hit[0].casefold() in NAMED_AFTER_PEOPLE or LINE_OF_PLACE.search(sentence[: hit.start()]):
            continue
        for group in ("one", "other"):
            if _is_given(hit[group]) and not _is_place_after(sentence, hit):
                yield Named(hit[group], *hit.span(group), given=hit[group])


def _is_place_after(sentence: str, hit: re.Match[str]) -> bool:
    """Peter and Paul ward."""
    after = re.match(r" ([A-Za-z]+)", sentence[hit.end() :])
    return bool(after) and after[1].casefold() in PLACES


def nobody(text: Text, known: Known, named: list[Named]) -> Iterator[Found]:
    """Review of records 2021: "service users referred to under the wrong name or initials" (S16)."""
    letters = _letters_of(known)
    shown: set[str] = set()
    for one in named:
        if one.shown in shown or (one.letters in letters or fold(one.letters) in known.words if one.letters else _known(one, known)):
            continue
        shown.add(one.shown)
        yield Found(WordingKind.NAME, text.field, one.shown, _why(one, known),
                    "Correct it, or say who it is: for example, “her neighbour Mrs Kaur”.", one.start)  # fmt: skip


def _why(one: Named, known: Known) -> str:
    what = "Nobody on this record has these initials." if one.letters else "Nobody on this record is called that."
    name = " ".join(known.names[:2]).strip()
    return f"{what} The adult is {name}." if name else what


def _known(one: Named, known: Known) -> bool:
    given_forms = [variants_of(part) for part in one.given.split()]
    on_record = known.words | {fold(part) for name in (*known.names, *known.reported) for part in name.split()}
    family = not one.family or fold(one.family) in on_record or any(fold(part) in on_record for part in re.split("[- ]", one.family))
    given = all(forms & on_record or any(fold(form) in on_record for form in forms) for forms in given_forms)
    return family and given


def _letters_of(known: Known) -> frozenset[str]:
    """Initials that somebody on the record has: whole, and of the family name alone (Mr A)."""
    whole = [" ".join(part for part in known.names[:2] if part), *known.names[2:], *known.reported, *known.others]
    found: set[str] = set()
    for name in whole:
        first = [word[0].upper() for word in re.findall(r"[^\W\d_]+", name)]
        if first:
            found |= {"".join(first), first[-1], first[0], first[0] + first[-1]}
    return frozenset(found)
