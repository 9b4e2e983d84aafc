"""The contract: what may be recorded, one Table Schema (YAML) a table, read when the table is first asked for.

A schema is Frictionless Table Schema (`fields`, `primaryKey`, `foreignKeys`, `constraints`) with keys of ours: headings
and meanings in both languages, `kind` where the standard has no type, `codes` for a list that is open (rows of table
codes), `categories` for one that is closed, because code acts on its values, `empty` for what an empty cell means. A
group's own schemas stand in `data/<group>/contract/` and take the place of those of the same name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, make_dataclass, replace
from functools import cached_property, lru_cache
from keyword import iskeyword
from pathlib import Path
from typing import Any, NoReturn

import yaml

from yearbook.errors import ContractError, suggestion
from yearbook.ledger.emptiness import DEFAULT as EMPTY_BY_DEFAULT
from yearbook.ledger.emptiness import Emptiness, read_emptiness, unknown_check
from yearbook.ledger.strict_yaml import read_compiled

Pair = tuple[str, str]
Row = Any  # a frozen dataclass made from a schema; what code relies on is said by the views beside that code

EDITION, REFERENCE = "edition", "reference"
# A year's own as well, but about its book and no part of it: in no form, and in no text that looks through the records.
APART = "apart"
KINDS = (
    "text",
    "template",
    "texts",
    "id",
    "ids",
    "code",
    "reference",
    "references",
    "figure",
    "place",
    "date",
    "integer",
    "number",
)
TYPES = ("string", "integer", "number", "boolean")
YES_NO: Mapping[str, Pair] = {"yes": ("có", "yes"), "no": ("không", "no")}
_LONGEST_NAME = 31  # what the name of a sheet may have in Excel
_TABLE_KEYS = {
    *("title", "title_en", "description", "description_en", "place", "order", "optional"),
    *("primaryKey", "foreignKeys", "fields", "missingValues", "tells"),
}
_FIELD_KEYS = {
    *("name", "type", "format", "kind", "table", "codes", "categories", "constraints", "example"),
    *("title", "title_en", "description", "description_en", "trueValues", "falseValues", "bareNumber", "quoted"),
    *("empty", "checked_in"),
}
_KEY_FORM = "{fields: COLUMN, reference: {resource: TABLE, fields: id}}"


@dataclass(frozen=True)
class Column:
    """One column. Pairs are (Vietnamese, English); `table` is where a reference points, `codes` the open list.

    `kind` is one of `KINDS`; `categories` are the values of a closed list with their labels; `empty` is what an empty
    cell means. What is `quoted` are names and the words of others.
    """

    name: str
    kind: str
    heading: Pair
    meaning: Pair
    example: str = ""
    required: bool = False
    categories: Mapping[str, Pair] = field(default_factory=dict)
    codes: str = ""
    table: str = ""
    empty: Emptiness = EMPTY_BY_DEFAULT
    quoted: bool = False


@dataclass(frozen=True)
class Table:
    """One table: where it stands (`edition`, `reference`, `apart`), its columns in file order, the key of its rows.

    `optional` tells that its file may be absent; `tells` are the columns that say what a row is about; `schema` is
    all of it as it was read.
    """

    name: str
    title: Pair
    description: Pair
    place: str
    order: int
    key: str
    columns: Mapping[str, Column]
    optional: bool = False
    tells: tuple[str, ...] = ()
    schema: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def row_type(self) -> type:
        """The frozen type of the table's rows."""
        return make_dataclass(self.name, list(self.columns), frozen=True)

    def has(self, kind: str) -> bool:
        """Tell whether a column is of that kind."""
        return any(column.kind == kind for column in self.columns.values())

    @property
    def figures(self) -> list[str]:
        """The columns that hold figures."""
        return [name for name, column in self.columns.items() if column.kind == "figure"]

    def key_of(self, row: Row) -> str:
        """Return what names a row in messages and changes."""
        return str(getattr(row, self.key))


class Contract:
    """The tables of one group, from folders of schemas; the last folder that has a table decides.

    `name_of(path)` is how messages call a file.
    """

    def __init__(self, folders: Sequence[Path], name_of: Callable[[Path], str]) -> None:
        self._folders, self._name_of = folders, name_of
        self._tables: dict[str, Table] = {}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of all tables."""
        found = {path.stem for folder in self._folders for path in folder.glob("*.yaml") if path.name[0] != "."}
        return tuple(sorted(found))

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def __getitem__(self, name: str) -> Table:
        """Return one table. Raises ContractError if there is none, or its schema is not one."""
        if name not in self._tables:
            if name not in self:
                vi, en = suggestion(name, self.names)
                place = self._name_of(self._folders[0])
                raise ContractError(f"không có bảng «{name}».{vi}", f"no table “{name}”.{en}", place=place)
            self._tables[name] = read_schema(name, self._path(name).read_bytes(), self.file(name), self.names)
        return self._tables[name]

    def file(self, name: str) -> str:
        """Return how messages call the schema of a table."""
        return self._name_of(self._path(name))

    def is_shared(self, name: str) -> bool:
        """Tell whether the table is one of every group's."""
        return (self._folders[0] / f"{name}.yaml").is_file()

    def _path(self, name: str) -> Path:
        return next(path for folder in reversed(self._folders) if (path := folder / f"{name}.yaml").is_file())

    def of(self, place: str) -> dict[str, Table]:
        """Return the tables of one place, in the order in which they are shown."""
        tables = (self[name] for name in self.names)
        wanted = sorted(
            (table for table in tables if table.place == place), key=lambda table: (table.order, table.name)
        )
        return {table.name: table for table in wanted}


@lru_cache(maxsize=512)  # of the very bytes: the years of a group share their schemas
def read_schema(name: str, content: bytes, file: str, tables: tuple[str, ...]) -> Table:
    """Return the table a schema describes; `tables` are those it may point at. Raises ContractError."""
    wrong = _Wrong(file)
    if not _is_name(name) or len(name) > _LONGEST_NAME:
        wrong(
            f"tên bảng chỉ gồm chữ không dấu, số, gạch dưới, tối đa {_LONGEST_NAME} chữ.",
            f"a table's name is unaccented letters, digits and underscores, {_LONGEST_NAME} at most.",
        )
    schema = _read(content, wrong)
    wrong.unless_known(schema, _TABLE_KEYS)
    place = schema.get("place", EDITION)
    if place not in (EDITION, REFERENCE, APART):
        wrong("«place» là apart, edition hoặc reference.", "“place” is apart, edition or reference.", "place")
    order = schema.get("order", 1000)
    if not isinstance(order, int):
        wrong("«order» là một số nguyên.", "“order” is a whole number.", "order")
    pointing = _pointing(schema, name, wrong)
    columns: dict[str, Column] = {}
    for described in schema["fields"]:
        column = _column(described, pointing, wrong)
        if column.name in columns:
            wrong(f"cột «{column.name}» có hai lần.", f"column “{column.name}” stands twice.", column.name)
        columns[column.name] = column
    for column in columns.values():
        if column.table and column.table not in tables:
            vi, en = suggestion(column.table, tables)
            wrong(f"không có bảng «{column.table}».{vi}", f"no table “{column.table}”.{en}", column.name)
        if unknown := unknown_check(column.name, column.empty, columns):
            wrong(*unknown)
    for pointer in pointing:
        if pointer not in columns:
            vi, en = suggestion(pointer, columns)
            wrong(f"bảng không có cột «{pointer}».{vi}", f"the table has no column “{pointer}”.{en}", "foreignKeys")
    key = _only(schema.get("primaryKey", "id"))
    if key not in columns:
        vi, en = suggestion(key, columns)
        wrong(f"«primaryKey» là một cột của bảng.{vi}", f"“primaryKey” is a column of the table.{en}", "primaryKey")
    columns[key] = replace(columns[key], required=True)  # as in the standard: a row without its key is none
    title, description = _pair(schema, "title", name), _pair(schema, "description", "")
    optional, tells = bool(schema.get("optional", False)), _told(schema, columns, wrong)
    return Table(name, title, description, place, order, key, columns, optional, tells, schema)


def _told(schema: Mapping[str, Any], columns: Mapping[str, Column], wrong: _Wrong) -> tuple[str, ...]:
    """Return the columns that say what a row is about: those named, else whom it is about and its first words."""
    named = schema.get("tells")
    if named is None:
        words = (name for name, column in columns.items() if column.kind in ("text", "template"))
        return tuple(name for name in ("subject", next(words, "")) if name in columns)
    for name in named if isinstance(named, list) else [named]:
        if name not in columns:
            vi, en = suggestion(str(name), columns)
            wrong(f"bảng không có cột «{name}».{vi}", f"the table has no column “{name}”.{en}", "tells")
    return tuple(named) if isinstance(named, list) else (named,)


@dataclass(frozen=True)
class _Wrong:
    """Raises what is wrong with one schema, with its file."""

    file: str

    def __call__(self, vi: str, en: str, where: str = "") -> NoReturn:
        raise ContractError(vi, en, place=" › ".join(filter(None, (self.file, where)))) from None

    def unless_known(self, described: Mapping[str, Any], keys: Iterable[str], where: str = "") -> None:
        for key in described:
            if key not in keys:
                vi, en = suggestion(str(key), keys)
                self(f"khóa lạ «{key}».{vi}", f"unknown key “{key}”.{en}", where)


def _read(content: bytes, wrong: _Wrong) -> dict[str, Any]:
    try:
        schema = read_compiled(content)
    except yaml.MarkedYAMLError as error:
        line = f"dòng {error.problem_mark.line + 1}" if error.problem_mark else ""
        wrong(
            f"YAML sai cú pháp: {error.problem}. Xem dấu thụt dòng và dấu hai chấm.",
            f"malformed YAML: {error.problem}.",
            line,
        )
    except (UnicodeDecodeError, yaml.YAMLError):
        wrong("YAML sai cú pháp, hoặc không phải UTF-8.", "malformed YAML, or not UTF-8.")
    if not isinstance(schema, dict) or not isinstance(schema.get("fields"), list):
        wrong("tệp không có danh sách «fields».", "there is no list “fields”.")
    return schema


def _pointing(schema: Mapping[str, Any], name: str, wrong: _Wrong) -> dict[str, str]:
    """Return the columns that are foreign keys, with the tables they point at."""
    keys = schema.get("foreignKeys") or []
    for key in keys if isinstance(keys, list) else [keys]:
        reference = key.get("reference") if isinstance(key, dict) else None
        if not isinstance(reference, dict) or not _only(key.get("fields")) or not _only(reference.get("fields")):
            wrong(f"mỗi khóa ngoại viết là {_KEY_FORM}.", f"a foreign key is written {_KEY_FORM}.", "foreignKeys")
        wrong.unless_known(key, ("fields", "reference"), "foreignKeys")
        wrong.unless_known(reference, ("resource", "fields"), "foreignKeys")
    return {_only(key["fields"]): str(key["reference"].get("resource") or name) for key in keys}


def _column(described: Any, pointing: Mapping[str, str], wrong: _Wrong) -> Column:
    if not isinstance(described, dict) or not isinstance(described.get("name"), str):
        wrong("mỗi mục của «fields» cần «name».", "every item of “fields” needs a “name”.", "fields")
    name = described["name"]
    if not _is_name(name):
        wrong("tên cột chỉ gồm chữ không dấu, số, gạch dưới.", "a column's name is unaccented.", name)
    wrong.unless_known(described, _FIELD_KEYS, name)
    constraints = described.get("constraints") or {}
    if not isinstance(constraints, dict):
        wrong("viết là «constraints: {required: true}».", "written “constraints: {required: true}”.", name)
    wrong.unless_known(constraints, ("required",), f"{name} › constraints")
    table, codes = pointing.get(name) or _text(described.get("table")), _text(described.get("codes"))
    categories = _categories(described, name, wrong)
    kind = _kind(described, name, name in pointing, bool(categories or codes), wrong)
    if (kind in ("reference", "references")) != bool(table):
        wrong(
            "cột trỏ tới bảng khác cần «kind: references» cùng «table», hoặc một dòng trong «foreignKeys».",
            "a column of rows needs “kind: references” together with “table”, or an item of “foreignKeys”.",
            name,
        )
    required = bool(constraints.get("required", False))
    return Column(
        name,
        kind,
        _pair(described, "title", name),
        _pair(described, "description", ""),
        _text(described.get("example")),
        required,
        categories,
        codes,
        table,
        read_emptiness(described, kind, required, wrong),
        _is_quoted(described, name, wrong),
    )


def _kind(described: Mapping[str, Any], name: str, points: bool, listed: bool, wrong: _Wrong) -> str:
    standard, kind = described.get("type", "string"), described.get("kind")
    if standard not in TYPES:
        vi, en = suggestion(str(standard), TYPES)
        if standard in KINDS:  # what the standard has another idea of: a date may be a month or a year here
            vi, en = f" Viết «kind: {standard}».", f" Write “kind: {standard}”."
        wrong(f"không có kiểu «{standard}».{vi}", f"no type “{standard}”.{en}", f"{name} › type")
    if kind is not None and kind not in KINDS:
        vi, en = suggestion(str(kind), KINDS)
        wrong(f"không có loại cột «{kind}».{vi}", f"no kind of column “{kind}”.{en}", f"{name} › kind")
    found = "reference" if points else "code" if listed else kind or (standard if standard in KINDS else "text")
    if (kind or found) != found or (standard in ("integer", "number") and found != standard):
        wrong(
            f"«{kind or standard}» trái với phần còn lại của cột, vốn là {found}.",
            f"“{kind or standard}” contradicts the rest of the column, which makes it {found}.",
            name,
        )
    if found == "code" and not listed:
        wrong("cột mã cần «codes» hoặc «categories».", "a column of codes needs “codes” or “categories”.", name)
    return found


def _is_quoted(described: Mapping[str, Any], name: str, wrong: _Wrong) -> bool:
    quoted = described.get("quoted", False)
    if not isinstance(quoted, bool):
        wrong("«quoted» là true hoặc false.", "“quoted” is true or false.", f"{name} › quoted")
    return quoted


def _categories(described: Mapping[str, Any], name: str, wrong: _Wrong) -> dict[str, Pair]:
    """Return the values of a closed list with their labels; a value may stand alone, and is its own label then."""
    if described.get("type") == "boolean":
        if described.get("trueValues") != ["yes"] or described.get("falseValues") != ["no"]:
            wrong(
                "cột có/không cần trueValues: ['yes'] và falseValues: ['no'], có dấu nháy.",
                "a boolean needs trueValues: ['yes'] and falseValues: ['no'], in quotes.",
                name,
            )
        return dict(YES_NO)
    found: dict[str, Pair] = {}
    items = described.get("categories") or []
    for item in items if isinstance(items, list) else [items]:
        labelled = item if isinstance(item, dict) else {"value": item}
        value = labelled.get("value")
        if not isinstance(value, str):  # yes, no and numbers are text in quotes alone
            wrong(
                "mỗi mục của «categories» cần «value» là chữ; có, không, số thì để trong dấu nháy.",
                "every item of “categories” needs a “value” that is text; yes, no and numbers in quotes.",
                f"{name} › categories",
            )
        wrong.unless_known(labelled, ("value", "label", "label_en"), f"{name} › categories")
        found[value] = _pair(labelled, "label", value)
    return found


def _is_name(name: str) -> bool:
    return name.isidentifier() and name.isascii() and not iskeyword(name) and not name.startswith("_")


def _only(value: Any) -> str:
    """Return a column's name, which the standard also lets stand in a list of one."""
    alone = value[0] if isinstance(value, list) and len(value) == 1 else value
    return alone if isinstance(alone, str) else ""


def _text(value: Any) -> str:
    """Return a value as one line of text; a key that was left blank is none."""
    return "" if value is None else re.sub(r"\s*\n\s*", " ", str(value).strip())


def _pair(described: Mapping[str, Any], key: str, otherwise: str) -> Pair:
    vi = _text(described.get(key)) or otherwise
    return vi, _text(described.get(f"{key}_en")) or vi
