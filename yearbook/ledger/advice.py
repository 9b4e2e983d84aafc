"""What to type instead: why a text is refused as a figure, Vietnamese first."""

from __future__ import annotations

import re

from yearbook.errors import QuantityError, nearest
from yearbook.ledger.lexicon import Lexicon
from yearbook.ledger.qualifiers import DIGITS, Qualifier
from yearbook.ledger.units import RATIO

UNITS_FILE = "data/reference/units.csv"
LONGEST = 20  # digits; arithmetic is exact far beyond that
LONGEST_TEXT = 150  # signs; reading takes time that grows faster than the text

_AFTER_A_NUMBER = re.compile(f"{DIGITS}([^0-9]+)")


def empty() -> QuantityError:
    return QuantityError(
        "N10",
        "ô trống. Nếu chưa có số liệu gõ «…»; nếu không phát sinh gõ «-».",
        "empty cell. Type “…” if the figure was not reported, “-” if nothing occurred.",
    )


def hidden_characters(text: str) -> QuantityError:
    seen = ", ".join(dict.fromkeys(f"U+{ord(character):04X}" for character in text))
    return QuantityError(
        "N15",
        f"có ký tự không nhìn thấy ({seen}), thường do chép từ trang mạng. Xóa ô rồi gõ lại bằng tay.",
        f"invisible characters ({seen}), often copied from a web page. Clear the cell and type it by hand.",
    )


def too_much(text: str) -> QuantityError:
    seen = " ".join(text[:60].split())[:30]
    return QuantityError(
        "T14",
        f"ô dài {len(text)} chữ: «{seen}…». Ô này chỉ gõ một con số như «118,3%» (tối đa {LONGEST_TEXT} chữ).",
        f"the cell has {len(text)} characters: “{seen}…”. Type one figure like “118,3%” ({LONGEST_TEXT} at most).",
    )


def other_digits(text: str) -> QuantityError:
    return QuantityError(
        "N15",
        f"«{text}»: chữ số lạ. Gõ bằng các chữ số 0–9.",
        f"“{text}”: foreign digits. Type the digits 0–9.",
    )


def no_fall(text: str) -> QuantityError:
    meant = text.lstrip("-\N{MINUS SIGN}\N{EN DASH}")
    return QuantityError(
        "N15",
        f"«{text}»: số 0 không mang dấu trừ. Gõ «{meant}», hoặc con số đúng như nguồn in.",
        f"“{text}”: zero has no minus. Type “{meant}”, or the figure as its source prints it.",
    )


def no_place(text: str) -> QuantityError:
    return QuantityError(
        "N15",
        f"«{text}»: thứ hạng bắt đầu từ 1, như «hạng 1», «hạng Nhất».",
        f"“{text}”: places in an order begin at 1: “hạng 1”, “hạng Nhất”.",
    )


def bad_number(number: str) -> QuantityError:
    if number.count(".") == 1 and "," not in number:
        meant = number.replace(".", ",")
        return QuantityError(
            "N01",
            f"«{number}»: dấu chấm là dấu hàng nghìn. Nếu là số thập phân, gõ «{meant}».",
            f"“{number}”: the dot separates thousands. For a decimal number type “{meant}”.",
        )
    return QuantityError(
        "N04",
        f"không đọc được số «{number}». Gõ dấu chấm cho hàng nghìn, dấu phẩy cho thập phân: «1.864,5».",
        f"“{number}” is not a number. Dots separate thousands, a comma the decimals: “1.864,5”.",
    )


def too_long(number: str) -> QuantityError:
    return QuantityError(
        "N04",
        f"«{number}» dài quá {LONGEST} chữ số. Kiểm tra lại; nếu đúng, gõ bằng đơn vị lớn hơn (triệu, tỷ).",
        f"“{number}” has more than {LONGEST} digits. Check it, or type it in a larger unit.",
    )


def not_whole(number: str, written: str) -> QuantityError:
    decimals = number.partition(",")[2]
    meant = number.replace(",", ".") if len(decimals) == 3 else number.partition(",")[0]
    return QuantityError(
        "N03",
        f"«{number}»: «{written}» phải là số nguyên. Có phải «{meant} {written}»?",
        f"“{written}” is counted in whole numbers. Did you mean “{meant}”?",
    )


def misplaced_sign(words: str) -> QuantityError:
    return QuantityError(
        "N17",
        f"«{words}»: dấu + hoặc - chỉ đứng trước một con số không có chữ nào khác. Gõ bằng chữ: «tăng …», «giảm …».",
        f"“{words}”: a sign stands only before a number without other words. Type “tăng …” or “giảm …”.",
    )


def contradicting(words: str, first: Qualifier, second: Qualifier) -> QuantityError:
    return QuantityError(
        "N17",
        f"«{words}»: «{first.name('vi')}» và «{second.name('vi')}» nói hai điều về một số. Giữ một chữ như nguồn in.",
        f"“{words}”: “{first.name('vi')}” and “{second.name('vi')}” say two things of one number. Keep one.",
    )


def unlike_ends(words: str) -> QuantityError:
    return QuantityError(
        "N17",
        f"«{words}»: số đầu phải nhỏ hơn số cuối, cùng một đơn vị. Gõ như «từ 5% đến 7%» hoặc «5-7%».",
        f"“{words}”: the first end must be the smaller one, in the same unit. Type “từ 5% đến 7%” or “5-7%”.",
    )


def no_part(words: str) -> QuantityError:
    return QuantityError(
        "N17",
        f"«{words}»: số trước dấu / là một phần của số sau, nên không lớn hơn nó. Gõ như «12/15 …».",
        f"“{words}”: the number before the slash is part of the one after it, and not larger.",
    )


def a_date(words: str) -> QuantityError:
    return QuantityError(
        "N18",
        f"«{words}» là một ngày, không phải một con số. Ghi vào cột ngày hoặc ghi chú; ô này gõ con số hoặc «…».",
        f"“{words}” is a date, not a figure. Put it in a column of dates or a note; type a figure or “…” here.",
    )


def no_unit(start: str, written: str, lexicon: Lexicon, due: str) -> QuantityError:
    """Refuse a number of nothing: "118,3", "17/20", or a multiplier alone as in "5,6 tỷ".

    `start` is what the text begins with, up to and with the number; `due` the id of a unit for the example.
    """
    if written:
        whole = next((unit for unit in lexicon.units.written() if unit.startswith(f"{written} ")), f"{written} …")
        seen, meant = f"{start} {written}", f"{start} {whole}"
    else:
        seen, meant = start, f"{start}{lexicon.units[due].vi.replace('{}', '')}"
    return QuantityError(
        "N16",
        f"«{seen}» của cái gì? Gõ cả đơn vị như nguồn in, ví dụ «{meant}».",
        f"“{seen}” of what? Type the unit as printed, for instance “{meant}”.",
    )


def unknown_unit(start: str, number: str, written: str, lexicon: Lexicon) -> QuantityError:
    """Refuse what stands after a number; `start` is what the text begins with, up to and with the number."""
    if written[:1].isdigit():
        return bad_number(f"{number} {written}")
    near = lexicon.nearest_unit(written, alike=0.8)
    known = None if near else lexicon.unit_before(written)
    if known:
        unit, rest = known
        if any(lexicon.unit(part) for part in _AFTER_A_NUMBER.findall(rest)):
            return _two_figures(f"{start}{written}")
        figure = f"{start}{unit.vi.replace('{}', '')}"
        return _of_the_base(rest, figure) if unit.dimension == RATIO else _of_what(rest, figure)
    near = near or lexicon.nearest_unit(written)
    hint = (f" Có phải «{near}»?", f" Did you mean “{near}”?") if near else ("", "")
    return QuantityError(
        "N05",
        f"không có đơn vị «{written}».{hint[0]} Nếu đúng là đơn vị mới, thêm một dòng vào {UNITS_FILE}.",
        f"no unit “{written}”.{hint[1]} If it is a new unit, add a row to {UNITS_FILE}.",
    )


def _two_figures(words: str) -> QuantityError:
    return QuantityError(
        "N18",
        f"«{words}» có hai con số. Mỗi con số một dòng: ô này chỉ gõ một con số.",
        f"“{words}” holds two figures. Each has a row of its own: type only one here.",
    )


def _of_the_base(rest: str, figure: str) -> QuantityError:
    return QuantityError(
        "N18",
        f"«{rest}» nói con số so với cái gì: ghi vào cột mốc so sánh (base). Ô này chỉ gõ «{figure}».",
        f"“{rest}” says what the figure is compared with: it belongs to the base. Type only “{figure}”.",
    )


def _of_what(rest: str, figure: str) -> QuantityError:
    return QuantityError(
        "N18",
        f"«{rest}» nói con số đo cái gì: ghi vào cột nội dung (what, indicator). Ô này chỉ gõ «{figure}».",
        f"“{rest}” says what is measured: it belongs to the column of what. Type only “{figure}”.",
    )


def no_figure(words: str, unread: str, lexicon: Lexicon) -> QuantityError:
    """Refuse a text without a number, or one whose words before the number are not known."""
    if any(character.isdigit() for character in words):
        leading = unread[: next((at for at, c in enumerate(unread) if c.isdigit()), None)].strip(" +-") or unread
        known = {word.name("vi") for word in lexicon.around}
        near = nearest(leading, known) or nearest(leading.split()[0], known)
        hint = (f" Có phải «{near}»?", f" Did you mean “{near}”?") if near else ("", "")
        return QuantityError(
            "N04",
            f"«{words}» không phải là một con số: không hiểu chữ «{leading}».{hint[0]} Gõ như «trên 100 tấn», "
            "«vượt 7,7%» hoặc «…».",
            f"“{words}” is not a figure: “{leading}” is not known.{hint[1]} Type for instance “trên 100 tấn” or “…”.",
        )
    return QuantityError(
        "N04",
        f"«{words}» không phải là một con số. Điều nguồn chỉ nói bằng lời thì ghi thành nhận định (bảng "
        "claims); con số gõ bằng chữ số, như «trên 100 tấn»; chưa có số liệu gõ «…».",
        f"“{words}” is not a figure. Record what is only said in words as a statement (table claims); type a "
        "number in digits, as “trên 100 tấn”, or “…” if it was not reported.",
    )
