"""The bytes of a table → its rows of cells; a quote or an encoding gone wrong is named, and swallows nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from yearbook.errors import NOTE, WARNING

Report = Callable[..., None]
Record = tuple[int, list[str]]

# A quote that opens where a cell would begin, if that sign separated cells.
_ASTRAY = re.compile(r'([,;|\t])"')
# Up to its closing quote, a doubled quote being one of the cell's own; a quote once passed is never given back.
_QUOTED = re.compile(r'"((?:[^"]++|"")*+)"[ \u00a0]*+')
_LINE_END = re.compile(r"\r\n|\n|\r")


def decoded(content: bytes, report: Report) -> str | None:
    """Return a file as text, or None where it is no Unicode, or was once read as what it is not."""
    if not content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        report(
            "F03",
            "tệp không có BOM: đọc được, nhưng Excel có thể hiện sai tiếng Việt. Lưu lại dạng «CSV UTF-8».",
            "no BOM: it reads well, yet Excel may garble it. Save as “CSV UTF-8”.",
            severity=NOTE,
        )
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        report(
            "F01",
            "tệp không phải mã Unicode (có thể là TCVN3/ABC hoặc VNI). "
            "Chuyển bằng UniKey sang «Unicode dựng sẵn» rồi lưu «CSV UTF-8».",
            "the file is not Unicode (perhaps TCVN3/ABC or VNI). Convert it and save as “CSV UTF-8”.",
        )
        return None
    if "\x00" in text:
        report(
            "F15",
            "tệp có ký tự rỗng (NUL): tệp hỏng, hoặc là UTF-16 không BOM. Lấy lại tệp gốc rồi lưu «CSV UTF-8».",
            "the file holds NUL characters: it is damaged, or UTF-16 without BOM. Save the original as “CSV UTF-8”.",
            _line_of(text, text.index("\x00")),
        )
        return None
    spot = garbled(text)
    if spot is not None:
        start, end = spot
        seen = _short(text[max(0, start - 8) : end + 8])
        report(
            "F02",
            f"tệp đã bị mở sai mã rồi lưu lại: thấy «{seen}». Lấy lại tệp gốc; trong Excel chọn "
            "«65001: Unicode (UTF-8)» khi mở.",
            f"the file was opened in a wrong encoding and saved: “{seen}”. Go back to the original; open it as UTF-8.",
            _line_of(text, start),
        )
        return None
    *before, last = _LINE_END.split(text)
    if before and last:
        said = _short(last[-24:])
        report(
            "F25",
            f"dòng cuối không có dấu xuống dòng: tệp có thể bị cắt ngang ô cuối, «{said}». Kiểm tra ô ấy, xuống dòng "
            "sau nó, rồi lưu.",
            f"the last line has no end: the file may be cut inside its last cell, “{said}”. Check that cell, end the "
            "line, and save.",
            len(before) + 1,
            severity=WARNING,
        )
    return text


def records(text: str, report: Report) -> list[Record]:
    """Return the rows of a table, the header first, each with the number a spreadsheet shows (header = 1).

    A row whose quotes go wrong is reported and left out; without a sound header there are no rows.
    """
    lines = _LINE_END.split(text)
    delimiter = max(";\t,", key=lines[0].count)
    found: list[Record] = []
    number = at = 0
    while at < len(lines):
        number += 1
        cells, fault = _taken_apart(lines[at], delimiter)
        height = 1
        if fault is None:
            found.append((number, cells))
        else:
            header = found[0][1] if found else []
            if fault.open:
                height = _lines_of_one_row(lines, at, delimiter, len(header))
            column = header[len(cells)] if len(cells) < len(header) else ""
            report("F14", *fault.words(height), number, column)
            if not found:
                return []
        at += height
    return found


@dataclass(frozen=True)
class _Fault:
    """A quote gone wrong: one that is not closed; with a rest, one that closes before the cell ends; or one that opens
    after a `sign` that separates no cells here.
    """

    cell: str
    rest: str = ""
    sign: str = ""

    @property
    def open(self) -> bool:
        return not self.rest and not self.sign

    def words(self, lines: int) -> tuple[str, str]:
        """Return what is wrong and what to do, given over how many lines the cell runs."""
        if self.sign:
            return (
                f"ô «{self.cell}» có dấu ngoặc kép ngay sau «{self.sign}», như thể «{self.sign}» ngăn hai ô; ở tệp này "
                "thì không. Sửa dấu ngăn ô, hoặc thêm dấu cách.",
                f"in the cell “{self.cell}” a quote follows “{self.sign}” as if that separated two cells; in this file "
                "it does not. Mend the separator, or put a space between.",
            )
        if not self.open:
            return (
                f"ô «{self.cell}» đã đóng ngoặc kép mà sau đó còn «{self.rest}». Xóa dấu ngoặc kép thừa; dấu ngoặc kép "
                'là chữ của ô thì gõ hai lần (""), hoặc dùng “…”.',
                f"the quotes around “{self.cell}” are closed, yet “{self.rest}” follows. Delete the stray quote; "
                'a quote that belongs to the text is typed twice (""), or as “…”.',
            )
        if lines > 1:
            return (
                f"ô mở ngoặc kép ở đây («{self.cell}») kéo dài {lines} dòng. Viết ô đó liền một dòng; nếu dấu ngoặc "
                "kép là thừa, xóa nó.",
                f"the cell whose quote opens here (“{self.cell}”) runs over {lines} lines. Write it on one line; "
                "if the quote is a stray one, delete it.",
            )
        return (
            f"dấu ngoặc kép mở trước «{self.cell}» không đóng trên dòng này. Xóa nếu thừa, hoặc đóng lại ở cuối ô.",
            f"the quote that opens before “{self.cell}” is not closed on this line. Delete it, or close it where the "
            "cell ends.",
        )


def _taken_apart(line: str, delimiter: str) -> tuple[list[str], _Fault | None]:
    """Return the cells of a line; with a fault, those before it. A quote inside a cell that began without is text."""
    if '"' not in line:
        return line.split(delimiter), None
    cells: list[str] = []
    at = 0
    while True:
        if not line.startswith('"', at):
            end = line.find(delimiter, at)
            end = len(line) if end < 0 else end
            if astray := _ASTRAY.search(line, at, end):
                return cells, _Fault(_short(line[at:end]), sign=astray.group(1))
            cells.append(line[at:end])
        else:
            quoted = _QUOTED.match(line, at)
            if quoted is None:
                return cells, _Fault(_short(line[at + 1 :]))
            end = quoted.end()
            if end < len(line) and line[end] != delimiter:
                return cells, _Fault(_short(quoted.group(1)), _short(line[end:]))
            cells.append(quoted.group(1).replace('""', '"'))
        if end >= len(line):
            return cells, None
        at = end + 1


def _lines_of_one_row(lines: list[str], start: int, delimiter: str, width: int) -> int:
    """Return how many lines one row takes whose cell holds line ends; 1 where its quote is a stray one."""
    for end in range(start + 1, len(lines)):
        if '"' not in lines[end]:
            continue
        cells, fault = _taken_apart("\n".join(lines[start : end + 1]), delimiter)
        if fault is None or not fault.open:
            return end + 1 - start if fault is None and len(cells) == width else 1
    return 1


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 30 else f"{text[:29]}…"


def _line_of(text: str, position: int) -> int:
    return len(_LINE_END.findall(text[:position])) + 1


def garbled(text: str) -> tuple[int, int] | None:
    """Return where UTF-8 was read as a Windows code page, or a letter was lost; None in sound text.

    “XÃ” and “ĐÃ” are words: what betrays a file are signs that, taken as bytes again, are a Vietnamese letter, and
    that could not follow each other in a word.
    """
    for match in _SEQUENCE.finditer(text):
        signs = match.group()
        if signs == "\ufffd" or (_meant(signs) in _VIETNAMESE and not _could_be_a_word(text, match)):
            return match.span()
    return None


def _could_be_a_word(text: str, match: re.Match[str]) -> bool:
    """Return whether the signs could be the end of a word and what follows it: “THỊ XÃ”, «THỊ XÃ»."""
    signs, before, after = match.group(), text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    if signs[-1] not in _AFTER_A_WORD.get(signs[:-1], ""):
        return False
    if signs[0].isupper() and before.islower():
        return False
    return signs[-1] in "\u00a0–—" or not after.isalpha()


def _meant(signs: str) -> str:
    return bytes(_BYTES[sign] for sign in signs).decode(errors="replace")


def _bytes_of_signs() -> dict[str, int]:
    """Return the byte of each sign above ASCII in the code pages in which UTF-8 is misread."""
    found = {chr(byte): byte for byte in range(0x80, 0x100)}
    for page in ("cp1252", "cp1258"):
        found |= {bytes([byte]).decode(page, "ignore"): byte for byte in range(0x80, 0x100)}
    found.pop("", None)
    return found


def _vietnamese_letters() -> frozenset[str]:
    tones = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
    letters = "".join(unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in tones) + "đ"
    return frozenset(letters + letters.upper() + "".join(tones) + "‘’“”–—…") - frozenset("aeiouyAEIOUY")


_BYTES = _bytes_of_signs()
_VIETNAMESE = _vietnamese_letters()
_FOLLOWING = "".join(re.escape(sign) for sign, byte in _BYTES.items() if byte < 0xC0)
# The first bytes of Vietnamese letters, tone marks and typographic signs, as cp1252, Latin-1 and cp1258 show them.
_SEQUENCE = re.compile(f"[ÃĂÄÅÆÌ\u0300][{_FOLLOWING}]|[áâ][{_FOLLOWING}]{{2}}|\ufffd")
# What may follow a word that ends in these signs: spaces, closing signs, footnote numbers.
_AFTER_A_WORD = {"Ã": "\u00a0¹²³‘’“”", "Ă": "\u00a0¹²³‘’“”", "á»": "\u00a0’”…–—"}
