"""Roles and the organisations they fit."""

import pytest

from mash.accounts.roles import Role
from mash.accounts.rules import misfit
from mash.organisations.states import Kind


@pytest.mark.parametrize(
    ("role", "kind", "fits"),
    [
        (Role.DUTY_WORKER, Kind.HUB, True),
        (Role.DUTY_WORKER, Kind.COUNCIL_TEAM, True),
        (Role.DUTY_WORKER, Kind.POLICE, False),
        (Role.MASH_MANAGER, Kind.LOCALITY_TEAM, False),
        (Role.LOCALITY_MANAGER, Kind.LOCALITY_TEAM, True),
        (Role.LOCALITY_MANAGER, Kind.HUB, False),
        (Role.PARTNER, Kind.GP, True),
        (Role.PARTNER, Kind.HUB, False),
        (Role.PARTNER_MANAGER, Kind.LOCALITY_TEAM, False),
        (Role.ADMINISTRATOR, Kind.HOUSING, False),
    ],
)
def test_a_role_fits_its_organisation(role, kind, fits):
    assert (misfit(role, kind) == "") is fits
