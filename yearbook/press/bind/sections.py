"""`notebooks/` → the ordered sections of the book, each held to the rules of a section before anything runs."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from yearbook.errors import SectionError, nearest, suggestion
from yearbook.language import LANGUAGES
from yearbook.ledger.edition import Edition
from yearbook.ledger.params import said_in
from yearbook.paths import Workbook
from yearbook.press.bind.book import ROLES
from yearbook.press.bind.expressions import misspelt, source_of
from yearbook.press.bind.shape import hold_kernel, hold_shape

_NAME = re.compile(r"(\d{2})_([a-z][a-z0-9_]*)\.ipynb")
# How the name of a notebook begins that is the analyst's own; the second is what Jupyter calls one nobody has named.
_SCRATCH = ("_", "Untitled")
SUPPLIED = ("edition", "language")
# What a tag of a Markdown cell may mean; any other is the analyst's own, unless it is nearly one of these.
_TAGS = (*LANGUAGES, *ROLES, "first")
_ALIKE = 0.7


@dataclass(frozen=True)
class Section:
    """A notebook in the book. `parameters` are the names its `parameters` cell declares, with their defaults."""

    slug: str
    number: str
    path: Path
    parameters: Mapping[str, Any]


def find_sections(workbook: Workbook) -> list[Section]:
    """Return the sections in reading order. Raises SectionError naming the notebook and what to do.

    A notebook whose name begins with `_` or `Untitled` is the analyst's own and no section.
    """
    sections = []
    for path in sorted(workbook.notebooks.glob("*.ipynb")):
        if is_scratch(path):
            continue
        match = _NAME.fullmatch(path.name)
        if not match:
            raise SectionError(
                "tên tệp không theo mẫu NN_ten.ipynb. Đổi tên, hoặc thêm _ ở đầu nếu không phải là một chương.",
                "the name is not NN_name.ipynb. Rename it, or begin it with _ if it is no section.",
                place=workbook.show(path),
            )
        notebook = read_notebook(path, workbook.show(path))
        hold_kernel(notebook, workbook.show(path), SectionError)
        parameters = declared_parameters(notebook, workbook.show(path))
        _hold_prose(notebook, workbook.show(path))
        _hold_tags(notebook, workbook.show(path))
        sections.append(Section(match[2], str(int(match[1])), path, parameters))
    if not sections:
        raise SectionError("chưa có sổ tay nào trong notebooks/.", "there is no notebook in notebooks/.")
    for field in ("number", "slug"):
        seen: dict[str, Section] = {}
        for section in sections:
            value = getattr(section, field)
            if value in seen:
                raise SectionError(
                    f"trùng «{value}» với {seen[value].path.name}. Đổi tên một trong hai tệp.",
                    f"“{value}” is also {seen[value].path.name}'s. Rename one of them.",
                    place=workbook.show(section.path),
                )
            seen[value] = section
    return sections


def _hold_prose(notebook: Mapping[str, Any], file: str) -> None:
    """Hold that every value in prose, of every language, is written as an expression of Python."""
    for position, expression, why in misspelt(notebook):
        raise SectionError(
            f"biểu thức {{eval}}`{expression}` viết sai ({why}). Sửa phần giữa hai dấu `.",
            f"the expression {{eval}}`{expression}` is no Python ({why}). Mend what stands between the two `.",
            place=f"{file} › ô {position}",
        )


def is_scratch(path: Path) -> bool:
    """Tell whether a notebook is the analyst's own, by its name."""
    return path.name.startswith(_SCRATCH)


def _hold_tags(notebook: Mapping[str, Any], file: str) -> None:
    """Hold that a tag of prose which looks like one of ours is one: a role that was mistyped would be no role."""
    for position, cell in enumerate(notebook["cells"], 1):
        for tag in tags(cell) if cell["cell_type"] == "markdown" else ():
            near = None if tag in _TAGS else nearest(tag, _TAGS, _ALIKE)
            if near:
                raise SectionError(
                    f"thẻ «{tag}» không có nghĩa. Có phải «{near}»?",
                    f"the tag “{tag}” means nothing. Did you mean “{near}”?",
                    place=f"{file} › ô {position}",
                )


def read_notebook(path: Path, file: str) -> dict[str, Any]:
    """Return a notebook as JSON. Raises SectionError if it is not one."""
    try:
        notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if notebook["nbformat"] != 4:
            raise KeyError
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise SectionError(
            "không đọc được sổ tay này. Mở bằng JupyterLab và lưu lại, hoặc lấy lại bản trước.",
            "this notebook cannot be read. Open and save it in JupyterLab, or go back to the last version.",
            place=file,
        ) from None
    hold_shape(notebook, file, SectionError)
    return notebook


def tags(cell: Mapping[str, Any]) -> list[str]:
    """Return the tags of a cell."""
    return cell.get("metadata", {}).get("tags", [])


def declared_parameters(notebook: Mapping[str, Any], file: str) -> dict[str, Any]:
    """Return the parameters a notebook declares: assignments of literals in its one cell tagged `parameters`.

    Raises SectionError naming the cell. (papermill's own reader skips in silence what it cannot parse.)
    """
    cells = [(i, cell) for i, cell in enumerate(notebook["cells"], 1) if "parameters" in tags(cell)]
    if len(cells) != 1:
        raise SectionError(
            f"cần đúng một ô gắn thẻ «parameters», thấy {len(cells)}. "
            "Trong JupyterLab: chọn ô, thêm thẻ ở bánh răng bên phải.",
            f"exactly one cell must be tagged “parameters”, found {len(cells)}. In JupyterLab: the cog at the right.",
            place=file,
        )
    position, cell = cells[0]
    place = f"{file} › ô {position}"
    try:
        parameters = assigned(source_of(cell))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise SectionError(
            f'ô parameters chỉ được gán giá trị cụ thể, như ten = "giá trị"; thấy: {error}.',
            f'the parameters cell may only assign literal values, like name = "value"; found: {error}.',
            place=place,
        ) from None
    for name in SUPPLIED:
        if name not in parameters:
            raise SectionError(f"ô parameters thiếu «{name}».", f"the parameters cell lacks “{name}”.", place=place)
    return parameters


def assigned(code: str) -> dict[str, Any]:
    """Return what code that is nothing but assignments of literals assigns. Raises SyntaxError or ValueError."""
    values = {}
    for statement in ast.parse(code).body:
        if not (
            isinstance(statement, ast.Assign)
            and len(statement.targets) == 1
            and isinstance(statement.targets[0], ast.Name)
        ):
            raise ValueError(ast.unparse(statement))
        values[statement.targets[0].id] = ast.literal_eval(statement.value)
    return values


def sections_of(workbook: Workbook, edition: Edition) -> list[Section]:
    """Return the sections of an edition's book in order. Raises SectionError, naming the params file that is wrong."""
    sections, params = find_sections(workbook), edition.params
    path = workbook.params / f"{edition.id}.yaml"
    for slug, values in params.sections.items():
        check_overrides(sections, {slug: values}, workbook.show(said_in(path, "sections", slug)))
    return ordered_sections(sections, params.chapters, workbook.show(said_in(path, "chapters")))


def ordered_sections(sections: list[Section], chapters: Sequence[str], file: str) -> list[Section]:
    """Return the sections that the params name as chapters, in that order, numbered anew; all where they name none.

    Raises SectionError with the nearest name.
    """
    if not chapters:
        return sections
    known = {section.slug: section for section in sections}
    for name in chapters:
        if name not in known:
            vi, en = suggestion(name, known)
            raise SectionError(
                f"không có chương «{name}».{vi} Sửa hoặc bỏ tên này, hoặc thêm notebooks/NN_{name}.ipynb.",
                f"no section “{name}”.{en} Mend or remove the name, or add notebooks/NN_{name}.ipynb.",
                place=f"{file} › chapters",
            )
    return [replace(known[name], number=str(place)) for place, name in enumerate(dict.fromkeys(chapters), 1)]


def chosen_sections(sections: list[Section], only: list[str]) -> list[Section]:
    """Return the sections named, in reading order, or all. Raises SectionError with the nearest name."""
    known = {section.slug: section for section in sections}
    for name in only:
        if name not in known:
            vi, en = suggestion(name, known)
            raise SectionError(f"không có chương «{name}».{vi}", f"no section “{name}”.{en}", place="--only")
    return [section for section in sections if section.slug in only] if only else sections


def check_overrides(sections: list[Section], overrides: Mapping[str, Mapping[str, Any]], file: str) -> None:
    """Hold the `sections:` part of a params file against what the notebooks declare.

    Raises SectionError naming the key, with the nearest known name.
    """
    known = {section.slug: section for section in sections}
    for slug, values in overrides.items():
        if slug not in known:
            vi, en = suggestion(slug, known)
            raise SectionError(
                f"không có chương «{slug}».{vi} Sửa hoặc bỏ tên này.",
                f"no section “{slug}”.{en} Mend or remove the name.",
                place=f"{file} › sections",
            )
        declared = {name: value for name, value in known[slug].parameters.items() if name not in SUPPLIED}
        for name, value in values.items():
            place = f"{file} › sections.{slug}.{name}"
            if name not in declared:
                vi, en = suggestion(name, declared)
                raise SectionError(
                    f"chương này không có tham số «{name}».{vi}", f"no parameter “{name}”.{en}", place=place
                )
            default = declared[name]
            if default is not None and value is not None and type(value) is not type(default):
                raise SectionError(
                    f"giá trị «{value}» khác kiểu với mặc định «{default}».",
                    f"“{value}” is not of the type of the default “{default}”.",
                    place=place,
                )
