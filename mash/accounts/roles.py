"""Roles and what each may do, in English: a manager can read this page (guidance, roles and duties; workflow, section 8)."""

from mash.labels import Labelled


class Role(Labelled):
    """What a person is to the hub. Each person has one."""

    DUTY_WORKER = "duty_worker", "Duty worker"
    PRACTITIONER = "practitioner", "Safeguarding practitioner"
    MASH_MANAGER = "mash_manager", "MASH Manager"
    HEAD_OF_SERVICE = "head_of_service", "Head of Service"
    QA_MANAGER = "qa_manager", "Quality assurance manager"
    LOCALITY_MANAGER = "locality_manager", "Locality manager"
    CONTRACTS_OFFICER = "contracts_officer", "Contracts officer"
    PARTNER = "partner", "Partner"
    PARTNER_MANAGER = "partner_manager", "Partner manager"
    BOARD_MEMBER = "board_member", "Board member"
    ADMINISTRATOR = "administrator", "Administrator"


class Permission(Labelled):
    """One thing that a person may do."""

    SEE_BOARD = "see_board", "see the duty board"
    KEY_REFERRAL = "key_referral", "key in a referral"
    READ_REFERRAL = "read_referral", "read a referral as its first reader, classify it or set it aside"
    SEE_TASKS = "see_tasks", "see the tasks that wait for them, and what became of what they asked or proposed"
    SEE_CASES = "see_cases", "see the content of the hub's cases"
    WORK_CASES = "work_cases", "work a case: contact, steps, notes, protective action, plans and meetings"
    FOLLOW_CONNECTION = "follow_connection", "follow the help and the promises of a decision, also after the case has closed"
    KEEP_MARKERS = "keep_markers", "set, review and end warning markers, also after the case has closed"
    RECEIVE_INTELLIGENCE = "receive_intelligence", "receive what the hub learns about a provider, and say what was done about it"
    RATE = "rate", "rate a concern, and raise its rating"
    RATE_LOWER = "rate_lower", "rate below the suggested level, or confirm that somebody else may"
    SET_RULE_ASIDE = "set_rule_aside", "send a concern to triage that a routing rule sends to MASH enquiry, or confirm that"
    DECIDE_TRIAGE = "decide_triage", "decide triage and close a Green or Amber case"
    CLOSE_CASE = "close_case", "close a case when nothing stands against it"
    HOLD_ENQUIRY = "hold_enquiry", "hold a MASH or section 42 enquiry and record the three-point test"
    ALLOCATE_ENQUIRY = "allocate_enquiry", "allocate an enquiry to another practitioner"
    OVERRIDE_TEST = "override_test", "start an enquiry without all three points"
    CLOSE_RED_WITHOUT_HANDOVER = "close_red_without_handover", "close a Red case without a completed handover"
    ASK_PARTNER = "ask_partner", "ask a partner and read the answer"
    REFER = "refer", "send in a concern for their agency, and follow it"
    ANSWER_CHECK = "answer_check", "answer for their agency, and see what was shared with it"
    PROPOSE_HANDOVER = "propose_handover", "propose a handover and record its meeting"
    ACCEPT_HANDOVER = "accept_handover", "accept or refuse a handover to their team"
    COMPOSE_FEEDBACK = "compose_feedback", "compose feedback to a referrer"
    WITHHOLD_FEEDBACK = "withhold_feedback", "see feedback that was withheld, and why"
    MANAGE_AGREEMENTS = "manage_agreements", "end a sharing agreement, and settle what a lapsed one leaves open"
    ANSWER_ALARMS = "answer_alarms", "answer an alarm: a count that does not balance, a report unread, a mailbox closed"
    MEND_MESSAGES = "mend_messages", "settle what becomes of a message that could not be sent"
    SEE_OVERVIEW = "see_overview", "see the manager's overview"
    KEEP_TERMS = "keep_terms", "add, change or switch off the terms that are asked about before words are kept"
    STOP_CLOCK = "stop_clock", "stop a clock with a reason, and let it run again"
    PROPOSE_TIMESCALES = "propose_timescales", "propose new timescales or a change of the calendar"
    APPROVE_TIMESCALES = "approve_timescales", "approve timescales that somebody else proposed"
    PROPOSE_MATRIX = "propose_matrix", "draft a new version of the threshold matrix and propose it to the Board"
    APPROVE_MATRIX = "approve_matrix", "approve a threshold matrix for the Board, or send it back"
    USE_LAB = "use_lab", "have ratings made again blindly, and see by person how often the suggested level is left"
    SEE_TEXTS = "see_texts", "see the standard texts: what is in force, what is proposed, and every version"
    PROPOSE_TEXTS = "propose_texts", "propose new wording of a standard text"
    APPROVE_TEXTS = "approve_texts", "approve wording that somebody else proposed, or send it back"
    SEE_PARTNERS = "see_partners", "see the partners and teams, the agreements with them, and every change of either"
    PROPOSE_PARTNERS = "propose_partners", "propose an agreement, a partner or a team, or a change of its particulars"
    APPROVE_PARTNERS = "approve_partners", "approve what somebody else proposed about partners and agreements, or send it back"
    ARRANGE_COVER = "arrange_cover", "say who stands in for somebody who is away"
    RAISE_DISPUTE = "raise_dispute", "dispute a decision, or that there is none"
    DECIDE_DISPUTE = "decide_dispute", "answer a dispute: the MASH Manager first, then the Head of Service"
    SET_POLICE_HOLD = "set_police_hold", "record that the police asked us to wait, and lift it"
    SEE_TRAIL = "see_trail", "see who did, saw or was refused what"
    MANAGE_KEYS = "manage_keys", "give and end the keys of referring systems"
    MANAGE_ACCOUNTS = "manage_accounts", "manage accounts and settings"
    MANAGE_AGENCY_ACCOUNTS = "manage_agency_accounts", "manage the accounts of their own agency"


P = Permission
DUTY = {
    P.SEE_BOARD, P.SEE_TASKS, P.KEY_REFERRAL, P.READ_REFERRAL, P.SEE_CASES, P.WORK_CASES, P.RATE, P.DECIDE_TRIAGE, P.ASK_PARTNER,
    P.COMPOSE_FEEDBACK, P.CLOSE_CASE, P.FOLLOW_CONNECTION, P.KEEP_MARKERS, P.RAISE_DISPUTE,
}  # fmt: skip
PRACTICE = DUTY | {P.HOLD_ENQUIRY, P.PROPOSE_HANDOVER, P.STOP_CLOCK, P.SET_POLICE_HOLD}
MANAGEMENT = PRACTICE | {
    P.RATE_LOWER, P.SET_RULE_ASIDE, P.ALLOCATE_ENQUIRY, P.OVERRIDE_TEST, P.CLOSE_RED_WITHOUT_HANDOVER, P.WITHHOLD_FEEDBACK,
    P.MANAGE_AGREEMENTS, P.MEND_MESSAGES, P.SEE_OVERVIEW, P.SEE_TRAIL, P.ARRANGE_COVER, P.USE_LAB,
    P.ANSWER_ALARMS, P.KEEP_TERMS, P.DECIDE_DISPUTE, P.SEE_TEXTS, P.SEE_PARTNERS,
}  # fmt: skip

MAY: dict[Role, frozenset[Permission]] = {
    Role.DUTY_WORKER: frozenset(DUTY),
    Role.PRACTITIONER: frozenset(PRACTICE),
    Role.MASH_MANAGER: frozenset(MANAGEMENT | {P.PROPOSE_TIMESCALES, P.PROPOSE_MATRIX, P.PROPOSE_TEXTS, P.PROPOSE_PARTNERS}),
    Role.HEAD_OF_SERVICE: frozenset(MANAGEMENT | {P.APPROVE_TIMESCALES, P.PROPOSE_MATRIX, P.APPROVE_TEXTS, P.APPROVE_PARTNERS}),
    Role.QA_MANAGER: frozenset(
        {P.SEE_BOARD, P.SEE_CASES, P.SEE_OVERVIEW, P.SEE_TRAIL, P.USE_LAB, P.KEEP_TERMS, P.SEE_TEXTS, P.SEE_PARTNERS}
    ),
    # A locality manager's cases are those of the own team: access.py narrows what these words reach.
    Role.LOCALITY_MANAGER: frozenset(
        {P.SEE_TASKS, P.WORK_CASES, P.HOLD_ENQUIRY, P.ASK_PARTNER, P.ACCEPT_HANDOVER, P.COMPOSE_FEEDBACK, P.CLOSE_CASE,
         P.FOLLOW_CONNECTION, P.KEEP_MARKERS, P.RAISE_DISPUTE}
    ),
    # Contracts management sees what was written for it about a provider, and no case.
    Role.CONTRACTS_OFFICER: frozenset({P.RECEIVE_INTELLIGENCE}),
    Role.PARTNER: frozenset({P.ANSWER_CHECK, P.REFER, P.RAISE_DISPUTE}),
    Role.PARTNER_MANAGER: frozenset({P.ANSWER_CHECK, P.REFER, P.MANAGE_AGENCY_ACCOUNTS, P.RAISE_DISPUTE}),
    Role.BOARD_MEMBER: frozenset({P.SEE_OVERVIEW, P.APPROVE_MATRIX, P.SEE_PARTNERS}),
    Role.ADMINISTRATOR: frozenset(
        {P.MANAGE_ACCOUNTS, P.MANAGE_KEYS, P.SEE_TASKS, P.SEE_TEXTS, P.PROPOSE_TEXTS, P.SEE_PARTNERS, P.PROPOSE_PARTNERS}
    ),
}

PARTNER_ROLES = (Role.PARTNER, Role.PARTNER_MANAGER)
"""People of other agencies: they see only what their agency was asked about, under a live agreement."""
