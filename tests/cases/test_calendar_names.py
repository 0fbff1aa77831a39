"""The names of bank holidays, as GOV.UK has them."""

from datetime import date

import govuk_bank_holidays.bank_holidays
import pytest

from mash.cases.calendar import bank_holiday

LIST = govuk_bank_holidays.bank_holidays.BankHolidays(use_cached_holidays=True).get_holidays("england-and-wales")
KNOWN = [row for row in LIST if row["date"].year >= 2024]


@pytest.mark.parametrize("row", KNOWN, ids=lambda row: str(row["date"]))
def test_a_bank_holiday_has_its_name(row):
    name = row["title"].replace("’", "'") + (" (substitute day)" if row["notes"] else "")
    assert bank_holiday(row["date"]) == name


def test_another_day_has_none():
    assert bank_holiday(date(2026, 6, 10)) == ""
