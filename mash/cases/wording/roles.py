"""Words for people by what they are to somebody: who is introduced by one of them is nobody's wrong name."""

import re

RELATIONS = (
    "son|daughter|husband|wife|partner|ex-partner|ex-husband|ex-wife|brother|sister|mother|father|mum|dad|mom|parent|parents|nephew|niece|uncle|aunt"
    "|auntie|cousin|grandson|granddaughter|grandmother|grandfather|grandchild|nan|gran|son-in-law|daughter-in-law|sister-in-law|brother-in-law"
    "|stepson|stepdaughter|stepfather|stepmother|boyfriend|girlfriend|fiancé|fiancée|friend|neighbour|neighbor|lodger|flatmate|housemate|tenant"
    "|landlord|landlady|relative|next of kin|family member|spouse|widow|widower|twin|child|children|baby|grandparent"
)
WORKERS = (
    "carer|care worker|careworker|support worker|key worker|keyworker|care assistant|assistant|manager|deputy manager|deputy|team leader|nurse"
    "|district nurse|matron|sister|GP|doctor|consultant|surgeon|dentist|pharmacist|physiotherapist|physio|OT|occupational therapist|therapist"
    "|psychologist|psychiatrist|CPN|social worker|SW|worker|practitioner|officer|housing officer|police officer|PC|PCSO|DC|DS|sergeant|inspector|constable|detective"
    "|paramedic|solicitor|barrister|judge|advocate|IMCA|IMHA|DoLS|AMHP|best interests assessor|assessor|deputy|attorney|warden|scheme manager|caretaker|receptionist"
    "|administrator|coordinator|co-ordinator|supervisor|director|owner|volunteer|befriender|vicar|imam|priest|pastor|rabbi|teacher|tutor|interpreter"
    "|translator|cleaner|driver|handyman|builder|tradesman|shopkeeper|caller|referrer|witness|lead|safeguarding lead|inspector|councillor|MP|chair"
    "|colleague|member of staff|staff|senior|practice manager|case manager|link worker|navigator|adviser|advisor|chiropodist|podiatrist|optician|dietitian"
)
OTHERS = "man|woman|male|female|lady|gentleman|person|someone|somebody|boy|girl|resident|patient|visitor|stranger|guest|people|men|women|another"
ROLE = rf"(?:{RELATIONS}|{WORKERS})"
ROLES_PLAIN = re.compile(rf"\b(?:{ROLE}|{OTHERS})s?\b", re.IGNORECASE)
ROLE_HERE = re.compile(rf"{ROLE}s?\b", re.IGNORECASE)
INTRODUCED_BEFORE = re.compile(
    rf"(?:\b{ROLE}s?(?:['’]s name is|,| is| was|:| -|,? (?:called|named))?\s*(?:\(|“)?$"
    rf"|\b(?:called|named|known as|name is|name was|introduced (?:himself|herself|themselves) as|Dr|Prof|Professor|Nurse|Sister|PC|DC|DS|DI|PS|Cllr|Judge|Rev|Reverend|Father|Imam|Sir|Lady|Lord)\.?\s*$"
    rf"|\b{ROLE}s?,? [^.;]{{0,12}}(?:and|,|/) $)",
    re.IGNORECASE,
)
INTRODUCED_AFTER = re.compile(
    rf"(?:['’]s?)?\s*(?:[,(–-]|who (?:is|was)|is|was)\s*(?:(?:the|her|his|their|a|an|our|my|adult['’]s|[A-Z][a-z]+['’]s)\s+)?(?:\w+[\s-]){{0,3}}{ROLE}s?\b"
    r"|(?: \([^)]*\))?,? (?:from|of|at) (?:the )?[A-Z]|\s*\([^)]{2,40}\)",
)
