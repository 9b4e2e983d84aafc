"""How the sheets of a form look: widths, heights, frozen and repeated headings, one page in width on paper."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

TYPEFACE = "Calibri"  # what Excel opens with; LibreOffice has one of the same widths
HEAD_FONT, HEAD_FILL = Font(TYPEFACE, bold=True, color="FFFFFF"), PatternFill("solid", fgColor="1F5C4A")
WRAPPED = Alignment(wrap_text=True, vertical="top")
LINED = Border(bottom=Side("hair", color="7F7F7F"), right=Side("hair", color="7F7F7F"))
_LINE, _TALLEST = 15.0, 409.0  # points: a line of text, and the tallest row that Excel knows
_WIDTHS = (
    (5, 7),
    (20, 12),
    (60, 17),
    (160, 26),
    (600, 36),
)  # letters of the longest cell → width of its column, in letters
_WIDEST = 50
_WIDEST_WORD = 20  # a longer one, an address say, may be broken
_A4_HOLDS = 150  # letters side by side on a landscape A4 that can still be read


def laid_out(sheet: Worksheet, rows: Sequence[Sequence[str]]) -> None:
    """Give a sheet whose first row holds headings its widths and heights, on screen and on paper."""
    widths = [_width(texts) for texts in zip(*rows, strict=True)]
    for position, width in enumerate(widths, 1):
        column = sheet.column_dimensions[get_column_letter(position)]
        column.width = width
        # As text, or Excel makes dates of figures and figures of ids; the whole column, so that new rows are text too.
        column.number_format, column.alignment = "@", WRAPPED
    for line, texts in enumerate(rows, 1):
        # Said outright: LibreOffice and Excel do not agree on the height of a row that says nothing.
        sheet.row_dimensions[line].height = _height(texts, widths)
    sheet.freeze_panes = "B2"
    sheet.print_title_rows = "1:1"
    on_paper(sheet, large=sum(widths) > _A4_HOLDS)


def on_paper(sheet: Worksheet, *, large: bool = False, landscape: bool = True) -> None:
    """Print a sheet one page wide, its name and the page's number at the foot."""
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.paperSize = 8 if large else 9  # A3, A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.footer = 0.5, 0.8, 0.3
    foot: Any = sheet.oddFooter
    foot.left.text, foot.right.text = "&A", "&P/&N"


def _width(texts: Sequence[str]) -> float:
    longest = max(map(len, texts), default=0)
    word = max((len(word) for text in texts for word in text.split()), default=0)
    by_text = next((width for letters, width in _WIDTHS if longest <= letters), _WIDEST)
    return max(by_text, min(word + 2, _WIDEST_WORD))


def _height(texts: Sequence[str], widths: Sequence[float]) -> float:
    lines = max((_lines(text, width) for text, width in zip(texts, widths, strict=True)), default=1)
    return min(_TALLEST, lines * _LINE + 3)


def _lines(text: str, width: float) -> int:
    """Return how many lines a text takes, words kept whole."""
    room = max(1.0, width - 1)
    lines = 0
    for paragraph in text.split("\n"):
        used = 0.0
        lines += 1
        for word in paragraph.split(" "):
            if used and used + 1 + len(word) > room:
                lines, used = lines + 1, 0
            lines += math.ceil(len(word) / room) - 1 if len(word) > room else 0
            used += len(word) + (1 if used else 0)
    return lines
