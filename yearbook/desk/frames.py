"""An edition on the analyst's desk: its tables as frames in one language, and the words to speak of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from yearbook import language as house
from yearbook.desk import live, plainly
from yearbook.desk.columns import frame
from yearbook.desk.named import told
from yearbook.desk.plain import plain_frame
from yearbook.desk.summary import summary
from yearbook.desk.wording import Speaker
from yearbook.desk.words import UNTRANSLATED, Names, Reference, Vocabulary, Words, Year
from yearbook.errors import UsageError, require
from yearbook.ledger import edition as ledger
from yearbook.ledger.citing import citations, in_language, name_of
from yearbook.ledger.contract import Row
from yearbook.ledger.quantity import Quantity
from yearbook.ledger.units import COUNTED
from yearbook.paths import find_workbook, newest

NEWEST = "newest"


@dataclass(frozen=True)
class _Nothing:
    """A row that is not there: every column of its table is missing."""

    columns: tuple[str, ...]

    def __getattr__(self, name: str) -> None:
        if name.startswith("_"):
            raise AttributeError(name)
        if self.columns:
            require(name, self.columns, "cột", "column")


@dataclass(frozen=True)
class Edition:
    """One edition in one language. Every table of the contract is an attribute: `edition.figures`, `edition.relief` …

    A frame's index is the record's id; its columns are the table's, with `text_vi`/`text_en` as one `text`.
    Coded columns hold the code; beside each stands its label (`what` → `what_label`). A CSV that no contract describes
    is read with `edition.read("name")`.
    """

    records: ledger.Edition
    language: str
    _frames: dict[str, pd.DataFrame] = field(default_factory=dict, init=False, repr=False, compare=False)
    # Whether another year's book speaks of it: the figures that its texts name are then links with their year.
    of_another_year: bool = False
    # What was worked out of it, for who asks again.
    answers: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return summary(self)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.records.contract.names]

    @property
    def word(self) -> Vocabulary:
        """The words that the params and the year give: `word.organiser`, `word.members`, `word.Members`."""
        return Vocabulary(self.language, self.say.known)

    @cached_property
    def say(self) -> Speaker:
        params = self.records.params
        known = {
            "year": self.year,
            "next_year": Year(self.year + 1),
            "previous_year": Year(self.year - 1),
            "organiser": params.organiser[self.language],
            "area": params.area[self.language] if params.area else None,
        }
        known |= {name: noun.of(1, self.language) for name, noun in params.nouns.items()}
        known |= {f"{name}s": noun.of(2, self.language) for name, noun in params.nouns.items()}
        return Speaker(self.language, known)

    def phrase(self, id: str, /, **values: Any) -> Words:
        """Return words of the table `phrases` in this language, filled in as `say` fills a sentence."""
        require(id, (row.id for row in self.records.rows("phrases")), "lời", "phrase")
        row = self.records.row("phrases", id)
        return self.say(vi=row.vi, en=row.en, **values)

    @property
    def year(self) -> Year:
        return Year(self.records.params.year)

    @property
    def next_year(self) -> Year:
        return Year(self.year + 1)

    @cached_property
    def earlier(self) -> tuple[Edition, ...]:
        """The editions of the years before, the newest first, in this language."""
        return tuple(Edition(records, self.language, of_another_year=True) for records in self.records.earlier)

    @property
    def conference(self) -> Any:
        """The conference of the edition: date, venue, purpose, host (words in the edition's language).

        What is not known is None; while a draft knows of no conference, every answer is.
        """
        conference = self.records.params.conference
        if conference is None:
            return pd.Series(dict.fromkeys(("date", "venue", "purpose", "host", "source", "locator")), dtype=object)
        return pd.Series(
            {
                "date": conference.date,
                "venue": conference.venue[self.language] if conference.venue else None,
                "purpose": conference.purpose[self.language] if conference.purpose else None,
                "host": self.name(conference.host) if conference.host else None,
                "source": conference.source,
                "locator": conference.locator,
            }
        )

    def __getattr__(self, table: str) -> pd.DataFrame:
        if table.startswith("_"):
            raise AttributeError(table)
        require(table, self.records.contract.names, "bảng", "table")
        if table not in self._frames:
            self._frames[table] = frame(self, table)
        return self._frames[table].copy()

    def count(self, rows: pd.DataFrame | Names, *, zero: bool = False) -> Quantity:
        """Return how many rows there are, as a figure that names them; missing where there is none, unless `zero`.

        `rows` is a frame of the records, or names that came of one. Raises UsageError for anything else.
        """
        if not isinstance(rows, Names | pd.DataFrame):
            kind = type(rows).__name__
            raise UsageError(
                f"count() đếm dòng của một bảng hoặc một danh sách tên, không phải {kind}. Số đếm khác: len(…).",
                f"count() counts rows of a frame, or names, and not {kind}. For any other number: len(…).",
            )
        table, ids = rows.rows if isinstance(rows, Names) else (rows.attrs.get("table", ""), tuple(rows.index))
        if not ids and not zero:
            return Quantity.missing()
        return Quantity.counted(table, map(str, ids))

    def stated(self, row_id: object, column: str, value: object) -> Quantity:
        """Return a whole number of a row as a figure that leads to it; missing for a blank."""
        if value is None or value == "" or value != value:
            return Quantity.missing()
        return Quantity.constant(int(str(value)), COUNTED).traced(f"{row_id}.{column}")

    def where(self, table: str, **wanted: str | Iterable[str]) -> pd.DataFrame:
        """Return the rows of a table whose columns hold one of the values wanted: `where("claims", area="economy")`.

        Raises UsageError for a column the table does not have, or a code its column cannot hold.
        """
        rows = getattr(self, table)
        for column, values in wanted.items():
            require(column, rows.columns, f"cột của bảng {table}", f"column of table {table}")
            values = [values] if isinstance(values, str) else list(values)
            known = self._codes(table, column)
            for value in values if known else ():
                require(value, known, f"giá trị của cột {column}", f"value of column {column}")
            rows = rows[rows[column].isin(values)]
        return rows

    def read(self, name: str) -> pd.DataFrame:
        """Return a CSV of the edition's folder that no contract describes.

        It is text, and numbers in columns of nothing else, read as Vietnamese is written (1.864,5).

        Raises UsageError if there is no such file.
        """
        folder = self.records.folder
        known = [path.stem for path in folder.glob("*.csv") if path.stem not in self.records.contract.names]
        require(name, known, "tệp CSV ngoài hợp đồng", "CSV outside the contract")
        return plain_frame((folder / f"{name}.csv").read_bytes(), f"data/{self.records.id}/{name}.csv")

    def _codes(self, table: str, column: str) -> list[str]:
        """Return what a coded column may hold; nothing for any other."""
        described = self.records.contract[table].columns.get(column)
        if described is None or described.kind != "code":
            return []
        return list(self.records.tables.codes(described.codes) if described.codes else described.categories)

    def first(self, rows: pd.DataFrame) -> Any:
        """Return the first row, for prose; where there is none, every column of it is missing."""
        return rows.iloc[0] if len(rows) else _Nothing(tuple(map(str, rows.columns)))

    def name(self, subject: str) -> str:
        """Return the name of a body as it stands in tables."""
        require(subject, (row.id for row in self.records.rows("subjects")), "đơn vị", "subject")
        return name_of(self.records, subject, self.language)

    def names(self, subjects: Any) -> Names:
        """Return the names of members among these subjects, in the members' order, each once."""
        wanted = set(subjects)
        among = [row.subject for row in self.records.rows("members") if row.subject in wanted]
        return Names(map(self.name, among), self.language, ("members", tuple(among)))

    def holders(self, posts: pd.DataFrame) -> Names:
        """Return the names of who holds posts, the body itself where it is known, each saying what was inferred."""
        names = [holder or subject for holder, subject in zip(posts.holder, posts.subject_label, strict=True)]
        pairs = zip(names, posts.evidence, strict=True)
        return Names((name + self.doubt(how) for name, how in pairs), self.language)

    def doubt(self, evidence: str) -> str:
        """Return the word that what the editors inferred is never printed without; nothing for what a source states."""
        return f" ({house.word('inferred', self.language)})" if evidence == "inferred" else ""

    def unit(self, unit_id: str) -> Any:
        """Return a unit by id."""
        require(unit_id, (unit.id for unit in self.records.units.all), "đơn vị", "unit")
        return self.records.units[unit_id]

    def refer(self, target: str, rows: pd.DataFrame | None = None) -> Reference | None:
        """Return a cross-reference to an exhibit: `id`, or `section:id`; nothing where it would show no `rows`."""
        return None if rows is not None and rows.empty else Reference(target)

    def commentary(self, section: str) -> Words | None:
        """Return what an editor wrote about this section this year, or nothing; `foreword` is the book's.

        Without a foreword its heading stays out of the book too, and JupyterLab says where one would be written.
        Raises UsageError for a section that no notebook makes.
        """
        sections = [path.stem.partition("_")[2] for path in self.records.workbook.notebooks.glob("[0-9]*.ipynb")]
        require(section, [*sections, ledger.FOREWORD], "chương", "section")
        path = self.records.folder / "commentary" / f"{section}.{self.language}.md"
        try:
            text = path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            return self._no_foreword(path) if section == ledger.FOREWORD else None
        role = "text" if section == ledger.FOREWORD else "commentary"
        filled = told(self, text, self.language, markdown=True)
        return Words(filled, filled.markdown if isinstance(filled, Words) else text, self.language, role)

    def _no_foreword(self, path: Path) -> Words:
        line = house.word("no_foreword", self.language).format(file=self.records.workbook.show(path))
        return Words(line, line, self.language, missing=True)

    def cite(self, rows: pd.DataFrame) -> Words:
        """Return where rows come from, and what they were checked against: "Bài tổng kết năm 2021, đoạn 3 và 4"."""
        if rows.empty:
            return Words("", "", self.language)
        places = list(zip(rows["source"], rows["locator"], strict=True))
        places += [(source, "") for source in rows.get("verified_in", ())]
        plain, markdown = [], []
        for cited in citations(self.records, places, self.language):
            plain.append(cited.title + cited.places)
            markdown.append(f"[{self.say.plain(cited.title).markdown}](#notes:sources){cited.places}")
        return Words("; ".join(plain), "; ".join(markdown), self.language)

    def _own(self, row: Row, stem: str) -> str:
        """Return the text of a bilingual pair in the edition's language; untranslated text is marked."""
        text = in_language(row, stem, self.language)
        return told(self, text, "vi" if text.endswith(f" {UNTRANSLATED}") else self.language)


def open_edition(edition: str | int | Edition, language: str = "vi") -> Edition:
    """Open an edition of the workbook this notebook lies in.

    What the notebook shows plainly, by pandas or matplotlib, is from then on shown as this edition prints it.
    "newest" is the edition JupyterLab was opened for, else the one of the latest year; its params are then in force,
    and the language JupyterLab was opened for, if it was.

    Raises EditionError for an unknown edition, RecordsError for faulty records, UsageError for another language.
    """
    if isinstance(edition, Edition):
        return edition
    if edition == NEWEST:
        language = live.language_in_force() or language
    require(language, house.LANGUAGES, "ngôn ngữ", "language")
    live.speak(language)
    workbook = find_workbook()
    # papermill's command line makes a number of a year that nobody put in quotes.
    wanted = str(edition) if edition != NEWEST else live.edition_in_force() or newest(workbook)
    opened = ledger.open_edition(wanted, workbook)
    live.put_in_force(language, opened.params.sections)
    return _settled(Edition(opened, language))


def _settled(edition: Edition) -> Edition:
    plainly.settle(edition)
    return edition
