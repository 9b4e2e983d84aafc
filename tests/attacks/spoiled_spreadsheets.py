"""Ways to spoil a spreadsheet, each seeded: bytes, parts, elements and values that no program ever wrote."""

from __future__ import annotations

import io
import random
import re
import zipfile

Parts = dict[str, bytes]
SHEET = "xl/worksheets/sheet{}.xml"
_VALUE = re.compile(rb"<v>([^<]*)</v>")
_TEXT = re.compile(rb"<t[^>]*>([^<]+)</t>")
_ATTRIBUTE = re.compile(rb'( [a-zA-Z:]+=")([^"]*)"')
_ELEMENT = re.compile(rb"<(/?[a-zA-Z:]+)")
_ODD = [b"", b"-1", b"0", b"1e309", b"NaN", b"inf", b"1_000", b"9" * 400, b"4294967296", b"\xd9\xa1\xd9\xa2", b"A0",
        b"XFD1048576", b"AAAA1", b"A1:XFD1048576", b"../../../etc/passwd", b"true", b"&#x202e;", b"&amp;", b"1.5", b"x",
        b"2147483648", b"-0.0", b"1900-02-29", b"#REF!", b"#SPILL!", b"=1+1", b" ", b"_x0000_", b"118,3%"]  # fmt: skip


def parts_of(content: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: Parts) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return stream.getvalue()


def flipped(parts: Parts, chance: random.Random) -> bytes:
    """Turn some bytes of the file as it is sent."""
    content = bytearray(packed(parts))
    for _ in range(chance.choice((1, 1, 3, 20))):
        content[chance.randrange(len(content))] = chance.randrange(256)
    return bytes(content)


def cut_off(parts: Parts, chance: random.Random) -> bytes:
    content = packed(parts)
    return content[: chance.randrange(len(content))]


def bytes_of_a_part(parts: Parts, chance: random.Random) -> bytes:
    """Turn some bytes of one part, the checksum being right."""
    name = _one(parts, chance)
    content = bytearray(parts[name])
    for _ in range(chance.choice((1, 1, 1, 4))):
        content[chance.randrange(len(content))] = chance.randrange(256)
    return packed(parts | {name: bytes(content)})


def part_cut(parts: Parts, chance: random.Random) -> bytes:
    name = _one(parts, chance)
    return packed(parts | {name: parts[name][: chance.randrange(len(parts[name]))]})


def part_gone(parts: Parts, chance: random.Random) -> bytes:
    gone = _one(parts, chance)
    return packed({name: content for name, content in parts.items() if name != gone})


def part_renamed(parts: Parts, chance: random.Random) -> bytes:
    renamed = _one(parts, chance)
    return packed({(f"{name}x" if name == renamed else name): content for name, content in parts.items()})


def parts_swapped(parts: Parts, chance: random.Random) -> bytes:
    a, b = chance.sample(sorted(parts), 2)
    return packed(parts | {a: parts[b], b: parts[a]})


def sheets_swapped(parts: Parts, chance: random.Random) -> bytes:
    a, b = chance.sample([name for name in sorted(parts) if name.startswith("xl/worksheets/sheet")], 2)
    return packed(parts | {a: parts[b], b: parts[a]})


def value_replaced(parts: Parts, chance: random.Random) -> bytes:
    return _replaced(parts, chance, _VALUE, lambda found: b"<v>" + chance.choice(_ODD) + b"</v>")


def text_replaced(parts: Parts, chance: random.Random) -> bytes:
    return _replaced(parts, chance, _TEXT, lambda found: b"<t>" + chance.choice(_ODD) + b"</t>")


def attribute_replaced(parts: Parts, chance: random.Random) -> bytes:
    return _replaced(parts, chance, _ATTRIBUTE, lambda found: found[1] + chance.choice(_ODD) + b'"')


def attribute_gone(parts: Parts, chance: random.Random) -> bytes:
    return _replaced(parts, chance, _ATTRIBUTE, lambda found: b"")


def element_renamed(parts: Parts, chance: random.Random) -> bytes:
    """Call an element otherwise, at its beginning and at its end."""
    name = _one(parts, chance)
    found = sorted(set(_ELEMENT.findall(parts[name])))
    element = chance.choice(found) if found else b"x"
    content = re.sub(rb"(</?)" + re.escape(element.lstrip(b"/")) + rb"(?=[ />])", rb"\1odd", parts[name])
    return packed(parts | {name: content})


def element_doubled(parts: Parts, chance: random.Random) -> bytes:
    """Write a cell or a row twice."""
    name = chance.choice([name for name in sorted(parts) if name.startswith("xl/worksheets/sheet")])
    found = list(re.finditer(rb"<(c|row) [^>]*?>.*?</\1>", parts[name], re.DOTALL))
    if not found:
        return packed(parts)
    one = chance.choice(found)
    content = parts[name][: one.end()] + one[0] + parts[name][one.end() :]
    return packed(parts | {name: content})


def type_replaced(parts: Parts, chance: random.Random) -> bytes:
    kinds = (b"n", b"s", b"b", b"str", b"inlineStr", b"e", b"d", b"z")
    pattern = re.compile(rb'(<c [^>]*?)( t="[a-zA-Z]*")?(/?>)')
    return _replaced(
        parts, chance, pattern, lambda f: f[1] + b' t="' + chance.choice(kinds) + b'"' + f[3], only="sheet"
    )


SPOILING = (flipped, cut_off, bytes_of_a_part, part_cut, part_gone, part_renamed, parts_swapped, sheets_swapped,
            value_replaced, text_replaced, attribute_replaced, attribute_gone, element_renamed, element_doubled,
            type_replaced)  # fmt: skip


def _one(parts: Parts, chance: random.Random) -> str:
    """Return the name of a part; a sheet half of the time."""
    names = sorted(name for name, content in parts.items() if content)
    sheets = [name for name in names if "sheet" in name or "sharedStrings" in name]
    return chance.choice(sheets if chance.random() < 0.5 else names)


def _replaced(parts, chance, pattern, by, only=""):
    names = [name for name in sorted(parts) if only in name and pattern.search(parts[name])]
    if not names:
        return packed(parts)
    name = chance.choice(names)
    found = list(pattern.finditer(parts[name]))
    one = chance.choice(found)
    content = parts[name][: one.start()] + by(one) + parts[name][one.end() :]
    return packed(parts | {name: content})


def as_excel_saves(parts: Parts) -> Parts:
    """Return a workbook with its texts in a list of their own, as Excel and LibreOffice save it."""
    texts: dict[bytes, int] = {}

    def moved(found: re.Match[bytes]) -> bytes:
        number = texts.setdefault(found[3], len(texts))
        return b"<c" + found[1] + b' t="s"' + found[2] + b"><v>%d</v></c>" % number

    inline = re.compile(rb'<c([^>]*) t="inlineStr"([^>]*)><is>(.*?)</is></c>', re.DOTALL)
    sheets = {name: inline.sub(moved, text) if "worksheets/sheet" in name else text for name, text in parts.items()}
    items = b"".join(b"<si>" + text + b"</si>" for text in texts)
    main = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    return sheets | {"xl/sharedStrings.xml": main + items + b"</sst>"}
