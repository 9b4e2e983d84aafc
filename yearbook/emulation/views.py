"""The columns of the records that code relies on, table by table; whatever else a table holds is free."""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

from yearbook.ledger.dates import PartialDate
from yearbook.ledger.quantity import Quantity
from yearbook.ledger.view import View


class Member(Protocol):
    subject: str
    source: str


class Subject(Protocol):
    id: str
    kind: str
    name_vi: str
    full_vi: str
    full_en: str
    valid_from: PartialDate | None
    valid_to: PartialDate | None
    successors: tuple[str, ...]


class Indicator(Protocol):
    id: str
    name_vi: str
    name_en: str
    dimension: str
    completion_low: Decimal | None
    completion_high: Decimal | None
    change_low: Decimal | None
    change_high: Decimal | None
    level_low: Decimal | None
    level_high: Decimal | None


class Base(Protocol):
    id: str
    name_vi: str
    name_en: str
    sense: str


class Figure(Protocol):
    id: str
    subject: str
    indicator: str
    base: str
    as_of: PartialDate
    figure: Quantity
    status: str
    source: str


class Relief(Protocol):
    id: str
    subject: str
    campaign: str
    what: str
    flow: str
    figure: Quantity
    relation: str
    related: str
    note_vi: str


class Post(Protocol):
    id: str
    term_year: int
    role: str
    subject: str


class Standing(Protocol):
    id: str
    subject: str
    criterion_vi: str
    score: Quantity
    rank: Quantity
    class_vi: str


class Honour(Protocol):
    id: str
    award: str
    subject: str
    recipient_vi: str
    count: int | None
    stage: str
    decision_number: str
    decision_date: PartialDate | None


class AwardType(Protocol):
    id: str
    name_vi: str
    name_en: str
    single: str
    valid_from: PartialDate | None
    valid_to: PartialDate | None


class Code(Protocol):
    id: str
    dimension: str


class Movement(Protocol):
    id: str
    launcher_stated: str
    launcher_verified: str


class Shortcoming(Protocol):
    id: str
    text_vi: str
    recurs_from: str


class Task(Protocol):
    id: str
    group: str
    parent: str


class TaskStatus(Protocol):
    id: str
    task: str
    status: str


class Document(Protocol):
    id: str
    issued: PartialDate


class Source(Protocol):
    id: str
    main: str
    published: PartialDate | None


class Anniversary(Protocol):
    id: str
    origin: PartialDate
    marked: PartialDate
    years_stated: int | None


class Revision(Protocol):
    id: str
    year: int
    row: str
    figure: Quantity


class Photograph(Protocol):
    id: str
    file: str


MEMBERS = View("members", Member)
SUBJECTS = View("subjects", Subject)
INDICATORS = View("indicators", Indicator)
BASES = View("bases", Base)
FIGURES = View("figures", Figure)
RELIEF = View("relief", Relief)
POSTS = View("leadership", Post)
STANDINGS = View("standings", Standing)
HONOURS = View("honours", Honour)
AWARD_TYPES = View("award_types", AwardType)
CODES = View("codes", Code)
MOVEMENTS = View("movements", Movement)
SHORTCOMINGS = View("shortcomings", Shortcoming)
TASKS = View("tasks", Task)
TASK_STATUS = View("task_status", TaskStatus)
DOCUMENTS = View("documents", Document)
SOURCES = View("sources", Source)
ANNIVERSARIES = View("anniversaries", Anniversary)
REVISIONS = View("revisions", Revision)
PHOTOGRAPHS = View("photographs", Photograph)

VIEWS = (
    MEMBERS,
    SUBJECTS,
    INDICATORS,
    BASES,
    FIGURES,
    RELIEF,
    POSTS,
    STANDINGS,
    HONOURS,
    AWARD_TYPES,
    CODES,
    MOVEMENTS,
    SHORTCOMINGS,
    TASKS,
    TASK_STATUS,
    DOCUMENTS,
    SOURCES,
    ANNIVERSARIES,
    REVISIONS,
    PHOTOGRAPHS,
)
