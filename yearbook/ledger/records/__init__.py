"""One row type per table: the contract with whoever fills the tables in, and the source of the codebook."""

from yearbook.ledger.columns import Row
from yearbook.ledger.records import plans, reference, results, standing, years

EDITION_TABLES: dict[str, type[Row]] = {
    "sources": standing.Source,
    "members": standing.Member,
    "leadership": standing.Leadership,
    "budget": results.BudgetFigure,
    "relief": results.ReliefLine,
    "claims": results.Claim,
    "movements": plans.Movement,
    "shortcomings": plans.Shortcoming,
    "tasks": plans.Task,
    "links": plans.TaskLink,
    "documents": plans.Document,
    "anniversaries": plans.Anniversary,
    "proposals": plans.Proposal,
    "nominations": standing.Nomination,
    "notes": standing.DataNote,
    "task_status": years.TaskStatus,
    "revisions": years.Revision,
    "acknowledgements": years.Acknowledgement,
}
REFERENCE_TABLES: dict[str, type[Row]] = {
    "districts": reference.District,
    "units": reference.UnitRow,
    "qualifiers": reference.QualifierRow,
    "indicators": reference.Indicator,
    "award_types": reference.AwardType,
    "themes": reference.Theme,
    "terms": reference.Term,
}
