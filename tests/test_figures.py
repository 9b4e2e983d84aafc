"""What reports print, and how each figure is read: tests/figures.txt, line by line."""

import re
from pathlib import Path

import pytest

from yearbook.errors import QuantityError
from yearbook.language import fold

LINES = [
    line.split(" | ")
    for line in (Path(__file__).parent / "figures.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
READ = [line for line in LINES if not line[1].startswith("refuse")]
REFUSED = [line for line in LINES if line[1].startswith("refuse")]

# How the file names a sense: (sense, direction); what else it says of the figure before the value.
SENSES = {
    "level or completion as its base says": ("level", ""),
    "completion": ("completion", ""),
    "excess over the base": ("excess", ""),
    "change, up": ("change", "up"),
    "change, down": ("change", "down"),
    "level reached by falling": ("fallen_to", ""),
    "level relative to the base": ("level", ""),
    "multiple": ("multiple", ""),
    "share": ("share", ""),
    "score": ("score", ""),
    "score out of": ("score", ""),
    "rank": ("rank", ""),
}
BOUNDS = {"at least": "at_least", "nearly": "nearly", "about": "about", "range": "range"}
UNITS = {
    "%": "percent",
    "times": "times",
    "billion đồng": "billion_dong",
    "thousand billion đồng": "trillion_dong",
    "million đồng a head a month": "million_dong_per_person_month",
    "million đồng a head a year": "million_dong_per_person_year",
    "billion USD": "billion_usd",
    "million USD": "million_usd",
    "đồng": "dong",
    "communes": "commune",
    "provinces": "province",
    "targets": "target",
    "points": "point",
    "tonnes": "tonne",
    "ha": "hectare",
    "quintals a hectare": "quintal_per_hectare",
    "houses": "house",
    "people reached": "person_reached",
    "million people reached": "million_person_reached",
    "parcels": "parcel",
    "million parcels": "million_parcel",
    "thousand parcels": "thousand_parcel",
}
MISSING = {"not reported": "not_reported", "did not occur": "not_occurring", "not applicable": "not_applicable"}
# What the message must say for each refusal the file asks for.
ADVICE = {
    "118,3%": "«118,3»",
    "126,3%": "«126,3»",
    "parcels are whole; 1.864?": "phải là số nguyên. Có phải «1.864 suất quà»",
    "tỷ đồng": "Có phải «tỷ đồng»",
    "where a unit is due: 118,3%": "Gõ cả đơn vị như nguồn in, ví dụ «118,3%»",
    "of what? 5,6 tỷ đồng": "của cái gì? Gõ cả đơn vị như nguồn in, ví dụ «5,6 tỷ đồng»",
    "of what?": "của cái gì?",
    '"dự toán" belongs to the base': "«dự toán» nói con số so với cái gì: ghi vào cột mốc so sánh (base)",
    '"gạo" belongs to what': "«gạo» nói con số đo cái gì: ghi vào cột nội dung (what",
    "a date": "là một ngày",
    "no figure; a statement": "ghi thành nhận định (bảng claims)",
}


def number(text):
    """Return a number of the file as the exact text of a Decimal: "58 000" is 58000, "7,5" is 7.5."""
    return text.replace(" ", "").replace(",", ".")


@pytest.mark.parametrize(("text", "reading"), READ, ids=[line[0] for line in READ])
def test_a_printed_figure_is_read_as_it_is_meant(q, text, reading):
    figure = q(text)
    reading = re.sub(r" \(.*\)$", "", reading)
    if reading in MISSING:
        assert figure.status == MISSING[reading]
        return
    if reading == "the same, word kept":
        assert figure.mean == "trung bình"
        reading = "mean as stated; 71,2; million đồng a head a year"
    *said, value, unit = [part.strip() for part in reading.split(";")]
    if said in ([], ["rank"]) and unit.isdigit():
        said, value, unit = [value], unit, ""
    words = said[0] if said else ""
    bound = next((b for b in BOUNDS if words == b or words.endswith(f", {b}")), "")
    assert figure.bound == BOUNDS.get(bound, "exact")
    words = words.removesuffix(bound).removesuffix(", ")
    assert figure.estimate == (words == "estimate")
    assert bool(figure.mean) == (words == "mean as stated")
    sense = SENSES.get(words, ("level", ""))
    assert words in SENSES or words in ("", "estimate", "mean as stated"), words
    assert (figure.sense, figure.direction) == sense
    if " to " in value:
        assert [str(figure.value), str(figure.upper)] == [number(end) for end in value.split(" to ")]
        assert (figure.low, figure.high) == (figure.value, figure.upper)
    elif " of " in value:
        assert [str(figure.value), str(figure.whole)] == [number(part) for part in value.split(" of ")]
    else:
        assert str(figure.value) == number(value) and figure.upper is None and figure.whole is None
    assert figure.unit.id == UNITS.get(unit, "place")


@pytest.mark.parametrize(("text", "reading"), REFUSED, ids=[line[0] for line in REFUSED])
def test_what_is_no_figure_is_refused_with_what_to_type(q, text, reading):
    with pytest.raises(QuantityError) as refused:
        q(text)
    assert ADVICE[reading.removeprefix("refuse").removeprefix(": ").strip()] in refused.value.vi
    assert refused.value.en and len(refused.value.vi) < 320


@pytest.mark.parametrize("text", [line[0] for line in READ])
def test_a_figure_prints_to_the_letter_and_is_read_back_as_the_same(q, text):
    figure = q(text)
    assert str(figure) == fold(figure.words("vi")) == text
    assert q(figure.words("vi")).value == figure.value and q(str(figure)) == figure
    assert figure.words("en")
