"""`params/<edition>.yaml`: what changes with the edition, read strictly."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from yearbook.errors import EditionError, require, suggestion
from yearbook.language import fold
from yearbook.ledger.dates import PartialDate
from yearbook.ledger.imprint import OWED, if_filled_in
from yearbook.ledger.strict_yaml import read_yaml
from yearbook.paths import DEFAULTS


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(_Strict):
    """One text in both languages."""

    vi: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def __getitem__(self, language: str) -> str:
        return str(getattr(self, language))


class Noun(Words):
    """What something is called, with the English plural."""

    en_many: str = ""

    def of(self, count: int, language: str) -> str:
        """Return the word that goes with a number of them."""
        return self.vi if language == "vi" else self.en if count == 1 else self.en_many or f"{self.en}s"


# What the words are where params do not say: true of any group.
_WORDS = {
    "member": Noun(vi="đơn vị", en="member"),
    "group": Noun(vi="khối", en="group"),
    "head": Noun(vi="đơn vị đứng đầu", en="head"),
    "deputy": Noun(vi="đơn vị phó", en="deputy head"),
}


class Expected(_Strict):
    """One indicator every member owes, against each of the bases; without bases, the figure itself."""

    indicator: str
    bases: tuple[str, ...] = ()


def _partial(value: Any) -> Any:
    if isinstance(value, PartialDate):
        return value
    try:
        return PartialDate.from_iso(str(value))
    except ValueError:
        raise PydanticCustomError("date", "yyyy-mm-dd, yyyy-mm or yyyy") from None


When = Annotated[PartialDate, BeforeValidator(_partial)]
Pair = Annotated[Words | None, BeforeValidator(if_filled_in)]


class Conference(_Strict):
    """The meeting that closes the year; its host, venue and purpose where the source tells them."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    date: When
    host: str = ""
    venue: Words | None = None
    purpose: Words | None = None
    source: str
    locator: str = ""


class Params(_Strict):
    """One edition's parameters, its group's defaults beneath them.

    `sections` overrides parameters of single notebooks: `sections: {economy: {ladder_decimals: 2}}`. `title` is the
    book's, with `{year}` in it and `~` between words of one line. `chapters` names
    the sections of the book in order; without it every notebook is one. `words` is what the group calls its members and
    posts. `expects` are the figures every member owes, `expects_tables` the tables the group owes each year;
    `members_total` is how many members it has where the sources do not name them all. `published` is the day of the
    sources; `compiler` to `rights` are the book's own imprint. A draft may lack what a final edition owes (`OWED`).
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    year: int = Field(ge=1976, le=2100)
    state: Literal["draft", "final"]
    published: When | None = None
    compiler: Pair = None
    compiled: Annotated[When | None, BeforeValidator(if_filled_in)] = None
    publisher: Pair = None
    place: Pair = None
    rights: Pair = None
    languages: tuple[Literal["vi", "en"], ...] = Field(min_length=1)
    formats: tuple[Literal["html", "pdf", "png", "docx"], ...] = Field(min_length=1, default=("html", "pdf"))
    title: Words | None = None
    organiser: Words
    area: Words | None = None
    conference: Conference | None = None
    words: dict[str, Noun] = Field(default_factory=dict)
    expects: tuple[Expected, ...] = ()
    expects_tables: tuple[str, ...] = ()
    members_total: int | None = Field(default=None, ge=1)
    chapters: tuple[str, ...] = ()
    award_path: str = ""
    sections: dict[str, dict[str, str | int | float | bool | None]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _final_is_complete(self) -> Params:
        missing = [key for key in OWED if getattr(self, key) is None]
        if self.state == "final" and missing:
            raise PydanticCustomError("incomplete", "a final edition needs {keys}", {"keys": missing})
        return self

    def word(self, name: str) -> Noun:
        """Return what the group calls something. Raises UsageError."""
        require(name, self.nouns, "từ", "word")
        return self.nouns[name]

    @property
    def nouns(self) -> dict[str, Noun]:
        """Every word the group has for something."""
        return _WORDS | self.words


def read_params(path: Path, name_of: Callable[[Path], str]) -> Params:
    """Read one params file over its group's defaults, if it has any; `name_of(path)` is how messages call a file.

    Raises EditionError naming the key.
    """
    beneath = path.with_stem(DEFAULTS)
    defaults = _read(beneath, name_of(beneath)) if beneath.is_file() else {}
    own, file = _read(path, name_of(path)), name_of(path)
    merged = defaults | own
    for key in ("words", "sections"):  # one word more does not take the others away
        if isinstance(defaults.get(key), dict) and isinstance(own.get(key), dict):
            merged[key] = defaults[key] | own[key]
    try:
        return Params.model_validate(_folded(merged))
    except ValidationError as error:
        # A mistyped key is also a missing one; the mistyped one says more.
        first = min(error.errors(), key=lambda detail: detail["type"] != "extra_forbidden")
        inherited = first["loc"] and first["loc"][0] in defaults and first["loc"][0] not in own
        raise _explained(first, name_of(beneath) if inherited else file) from None


def said_in(path: Path, *keys: str) -> Path:
    """Return the file that has the say about some keys: an edition's own, or its group's defaults."""
    beneath = path.with_stem(DEFAULTS)
    own = path.read_text(encoding="utf-8-sig")
    said = all(re.search(rf"^\s*{re.escape(key)}\s*:", own, re.MULTILINE) for key in keys)
    return path if said or not beneath.is_file() else beneath


def _read(path: Path, file: str) -> dict[str, Any]:
    try:
        content = read_yaml(path.read_bytes())
    except OSError:
        raise EditionError(
            "không đọc được tệp. Kiểm tra tệp và quyền đọc.",
            "the file cannot be read. Check it, and the right to read it.",
            place=file,
        ) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise EditionError(
            f"tệp YAML sai cú pháp: {error.problem}. Xem dấu thụt dòng và dấu hai chấm.",
            f"the YAML is malformed: {error.problem}. Look at the indentation and the colons.",
            place=f"{file} › dòng {line}",
        ) from None
    except (UnicodeDecodeError, yaml.YAMLError):
        raise EditionError(
            "tệp không phải văn bản UTF-8. Lưu lại với mã UTF-8.",
            "the file is not UTF-8 text. Save it as UTF-8.",
            place=file,
        ) from None
    if not isinstance(content, dict):
        raise EditionError("tệp trống hoặc không có khóa nào.", "the file is empty or holds no keys.", place=file)
    return content


def _folded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _folded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_folded(item) for item in value]
    return fold(value) if isinstance(value, str) else value


def _explained(detail: ErrorDetails, file: str) -> EditionError:
    """Return pydantic's first complaint in the words of the house."""
    path = [_short(part) for part in detail["loc"]]
    place = f"{file} › {'.'.join(path)}"
    if detail["type"] == "extra_forbidden":
        model: type[BaseModel] = Params
        for part in detail["loc"][:-1]:  # what is no field is a place in a list or a name of a mapping
            found = model.model_fields.get(str(part))
            model = (found and _model_in(found.annotation)) or model
        vi, en = suggestion(path[-1], model.model_fields)
        return EditionError(f"khóa lạ «{path[-1]}».{vi}", f"unknown key “{path[-1]}”.{en}", place=place)
    if detail["type"] == "missing":
        return EditionError(f"thiếu khóa «{path[-1]}».", f"key “{path[-1]}” is missing.", place=place)
    if detail["type"] == "incomplete":
        keys = detail["ctx"]["keys"]
        vi, en = ("; ".join(f"{key} ({OWED[key][place]})" for key in keys) for place in (0, 1))
        return EditionError(
            f"bản hoàn chỉnh (state: final) còn thiếu: {vi}.",
            f"a final edition still needs: {en}.",
            place=f"{file} › {keys[0]}",
        )
    seen = _short(detail.get("input"))
    if detail["type"] == "literal_error":  # pydantic writes what is allowed as "'html', 'pdf' or 'docx'"
        vi, en = suggestion(str(seen), re.findall(r"'([^']+)'", detail["ctx"]["expected"]))
        return EditionError(f"không có «{seen}».{vi}", f"no “{seen}”.{en}", place=place)
    return EditionError(
        f"giá trị «{seen}» không hợp lệ. Xem mẫu ở params/ của năm trước.",
        f"value “{seen}” is not valid: {detail['msg']}.",
        place=place,
    )


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the first model that a field's type is made of, such as Noun in dict[str, Noun]."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 80 else f"{text[:79]}…"
