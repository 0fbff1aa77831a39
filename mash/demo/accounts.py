"""The accounts of the demo: one per role, and a few more so that the town feels inhabited. Never used outside a demo."""

from mash.accounts.roles import Role

PASSWORD = "demo kettle orange river"  # noqa: S105
"""Everybody's, and printed by ./run. An installation with DEMO off never creates these accounts."""

PEOPLE: list[tuple[str, Role, str, str]] = [
    ("duty", Role.DUTY_WORKER, "Dani Okafor", "hub"),
    ("duty2", Role.DUTY_WORKER, "Ben Castellan", "hub"),
    ("practitioner", Role.PRACTITIONER, "Ruth Adeyemi", "hub"),
    ("practitioner2", Role.PRACTITIONER, "Marek Halloran", "hub"),
    ("manager", Role.MASH_MANAGER, "Farah Siddiqui", "hub"),
    ("head", Role.HEAD_OF_SERVICE, "Graham Pell", "hub"),
    ("quality", Role.QA_MANAGER, "Elin Morgan", "hub"),
    ("north", Role.LOCALITY_MANAGER, "Tomasz Wilk", "north"),
    ("south", Role.LOCALITY_MANAGER, "Ngozi Bell", "south"),
    ("police", Role.PARTNER, "Asha Grant", "police"),
    ("police.manager", Role.PARTNER_MANAGER, "Liam Doyle", "police"),
    ("trust", Role.PARTNER, "Callum Reid", "trust"),
    ("gp", Role.PARTNER, "Nisha Varma", "larkfield"),
    ("housing", Role.PARTNER, "Kelly Frost", "homes"),
    ("recovery", Role.PARTNER, "Jules Penhale", "recovery"),
    ("hospital", Role.PARTNER, "Imogen Shah", "hospital"),
    ("childrens", Role.PARTNER, "Rowan Tate", "childrens"),
    ("home", Role.PARTNER, "Marta Lindqvist", "hollybrook"),
    ("contracts", Role.CONTRACTS_OFFICER, "Joy Carrow", "contracts"),
    ("board", Role.BOARD_MEMBER, "Helen Marsh", "hub"),
    ("admin", Role.ADMINISTRATOR, "Sam Whitlock", "hub"),
]
"""Part of the e-mail before the @, role, name, and the organisation's key in `town.ORGANISATIONS`."""


def email_of(key: str) -> str:
    """The address an account of the demo signs in with."""
    return f"{key}@demo.example.org"
