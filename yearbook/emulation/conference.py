"""The days ahead: the conference, where it falls into the next year, and the anniversaries."""

from __future__ import annotations

import numpy as np
import pandas as pd

from yearbook.desk.columns import headed
from yearbook.desk.frames import Edition


def calendar(edition: Edition) -> pd.DataFrame:
    """Return the days of the next year that the records name: the conference if it falls there, the anniversaries.

    A date of which only month or year is known has no place on a line of days, nor has the conference alone.
    """
    days = edition.anniversaries[["marked", "event", "source", "locator"]]
    meeting = edition.conference
    days = days.loc[np.array([day.exact is not None for day in days.marked], dtype=bool)]
    if len(days) and meeting.date and meeting.date.exact and meeting.date.year == edition.next_year:
        label = edition.phrase("calendar.conference")
        first = pd.DataFrame([[meeting.date, str(label), meeting.source, meeting.locator]], columns=days.columns)
        days = pd.concat([first, days], ignore_index=True)
    return days


def anniversaries(edition: Edition) -> pd.DataFrame:
    """Return the anniversaries with the number of years as stated and as computed (marked year − original year)."""
    days = edition.anniversaries
    computed = [
        (
            edition.stated(row.Index, "marked", row.marked.year) - edition.stated(row.Index, "origin", row.origin.year)
        ).told(edition.phrase("anniversaries.since", event=row.event).markdown)
        for row in days.itertuples()
    ]
    stated = [None if pd.isna(years) else int(years) for years in days.years_stated]
    counted = days.assign(
        years_stated=pd.Series(stated, index=days.index, dtype=object),
        years_computed=[edition.phrase("anniversaries.computed", n=years) for years in computed],
    )
    columns = ("event", "origin", "marked", "years_stated", "years_computed")
    return headed(counted, {name: edition.phrase(f"anniversaries.{name}") for name in columns})
