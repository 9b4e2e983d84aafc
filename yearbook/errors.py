"""What can go wrong, as one tree; every message is Vietnamese first, English beneath."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

ERROR = "error"
WARNING = "warning"
NOTE = "note"

SEVERITY_WORDS = {
    ERROR: ("LỖI", "ERROR"),
    WARNING: ("CẢNH BÁO", "WARNING"),
    NOTE: ("LƯU Ý", "NOTE"),
}


class YearbookError(Exception):
    """A mistake a person can mend: what is wrong, where, what to do.

    `place` names the file and the spot in it; `exit_code` is what the command ends with.
    """

    exit_code = 1

    def __init__(self, vi: str, en: str, *, place: str = "") -> None:
        self.vi, self.en, self.place = vi, en, place
        super().__init__(self.text())

    def __reduce__(self) -> tuple[Any, ...]:
        """Let a mistake found in another process be told as it was."""
        return _revived, (type(self), self.args, self.__dict__)

    def text(self) -> str:
        """Return the message as a person reads it in a terminal."""
        where = f"{self.place}: " if self.place else ""
        return f"LỖI: {where}{self.vi}\n     {self.en}"


def _revived(kind: type[YearbookError], arguments: tuple[Any, ...], state: dict[str, Any]) -> YearbookError:
    error = kind.__new__(kind)
    error.args = arguments
    error.__dict__.update(state)
    return error


class UsageError(YearbookError):
    """The command itself was mistyped."""

    exit_code = 2


class SetupError(YearbookError):
    """The environment lacks something the build needs."""


class EditionError(YearbookError):
    """An edition is unknown, or its params file is missing, malformed or mistyped."""


class ContractError(YearbookError):
    """A schema in a contract folder is malformed, or lacks what the code relies on."""


class SectionError(YearbookError):
    """A notebook in the book does not keep the rules of a section."""


class ExecutionError(YearbookError):
    """A notebook was run and stopped: a cell raised, the kernel died, or time ran out."""


class WritingError(YearbookError):
    """A notebook was about to write what is not its own."""


class BookError(YearbookError):
    """Executed notebooks do not make a book: a broken reference, a doubled id, an exhibit without alt text."""


class OutputError(YearbookError):
    """The yearbook was made but could not be written: read-only, full disk, file held open."""


class ManifestError(YearbookError):
    """A book cannot be held against its manifest: there is none, or it is not of what is here now."""


class ApprovalError(YearbookError):
    """A book that cannot be approved: nobody is named, or its records hold errors."""


class BusyError(YearbookError):
    """Another build of the same edition is under way."""


class NotDerivableError(YearbookError):
    """A figure that the records do not allow to be computed; the reason can be printed for a reader."""


class QuantityError(YearbookError):
    """A cell that is not a figure as the grammar knows it; the message says what to type."""

    def __init__(self, code: str, vi: str, en: str) -> None:
        self.code = code
        super().__init__(vi, en)


@dataclass(frozen=True)
class Problem:
    """One thing wrong in the records: `file › dòng N › cột «…»: seen. why. what to type`.

    `named` is the id of the row (or whatever the problem is about); with the code it makes the problem's `key`.
    """

    code: str
    severity: str
    file: str
    row: int | None
    column: str
    vi: str
    en: str
    named: str = ""

    @property
    def key(self) -> str:
        """The id under which a warning is acknowledged: "X04-E1"."""
        return f"{self.code}-{self.named}" if self.named else self.code

    def about(self, named: str) -> Problem:
        """Return the problem as one about something else than a row that is there."""
        return replace(self, named=named)

    def text(self) -> str:
        """Return the problem as two lines, Vietnamese then English."""
        vi_word, _ = SEVERITY_WORDS[self.severity]
        return f"{vi_word} [{self.code}] {' › '.join(filter(None, (self.file, self.spot)))}: {self.vi}\n     {self.en}"

    @property
    def spot(self) -> str:
        """Where in the file: "dòng 4 › cột «figure»"."""
        row = f"dòng {self.row}" if self.row is not None else ""
        return " › ".join(filter(None, (row, f"cột «{self.column}»" if self.column else "")))


class RecordsError(YearbookError):
    """The records hold mistakes; carries every `Problem` found in one pass."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        count = sum(problem.severity == ERROR for problem in self.problems)
        if count:
            vi, en = f"Số liệu có {count} lỗi", f"The records hold {count} error(s)"
        else:
            vi = f"Bản hoàn chỉnh còn {len(self.problems)} cảnh báo chưa xác nhận (bảng acknowledgements)"
            en = f"A final edition with {len(self.problems)} warning(s) not acknowledged (table acknowledgements)"
        super().__init__(f"{vi}; niên giám chưa được dựng.", f"{en}; the yearbook was not built.")

    def text(self) -> str:
        """Return every problem, then the count."""
        return "\n".join([problem.text() for problem in self.problems] + [super().text()])


class FormsError(RecordsError):
    """Returned forms that cannot be taken as they are; carries every `Problem`."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__(problems)
        count = sum(problem.severity == ERROR for problem in self.problems)
        YearbookError.__init__(
            self, f"Có {count} lỗi; chưa ghi gì vào số liệu.", f"{count} error(s); nothing was written to the records."
        )


def require(name: object, known: Iterable[str], vi: str, en: str) -> None:
    """Hold that a name is one of those known; `vi` and `en` say what it names. Raises UsageError with the nearest."""
    known = list(known)
    if name not in known:
        hint_vi, hint_en = suggestion(str(name), known)
        raise UsageError(f"không có {vi} «{name}».{hint_vi}", f"no {en} “{name}”.{hint_en}")


def nearest(name: str, known: Iterable[str], alike: float = 0.6) -> str | None:
    """Return the known name a person most likely meant, or None; `alike` is how close it must be, up to 1."""
    matches = get_close_matches(name.lower(), list(known), n=1, cutoff=alike)
    return matches[0] if matches else None


def suggestion(name: str, known: Iterable[str]) -> tuple[str, str]:
    """Return " Có phải «x»?" and its English, or what is known where nothing is near."""
    known = sorted(known)
    near = nearest(name, known)
    if near:
        return f" Có phải «{near}»?", f" Did you mean “{near}”?"
    listing = ", ".join(known) or "—"
    return f" Có: {listing}.", f" Known: {listing}."
