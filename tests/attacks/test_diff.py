"""Whatever records change, `diff` names them and nothing else as the cause; and no page makes it fall."""

from __future__ import annotations

import json
import random
import re

import pytest

from tests.conftest import copy_with_cache
from tests.test_diff import edit, two_years
from yearbook.cli import main
from yearbook.errors import YearbookError
from yearbook.press.trace.differences import differences
from yearbook.press.trace.figures import on_disk, printed
from yearbook.press.trace.report import lines

__all__ = ["two_years"]
pytestmark = pytest.mark.nightly

ROWS = {"E1": ("figures", "110%"), "E2": ("figures", "120%"), "R1": ("relief", "trên 10 tấn"), "R2": ("relief", "trên 150 triệu đồng")}  # fmt: skip
DERIVED = {"E2 ÷ E1": {"E1", "E2"}, "E1 ÷ E2": {"E1", "E2"}}
TRIES, SPOILED = 40, 800


def test_the_records_that_changed_and_no_others_are_the_cause_of_every_figure(two_years, tmp_path, capsys, attack):
    book, rng = copy_with_cache(two_years, tmp_path / "copy"), random.Random(7)
    edit(book.params / "2021.yaml", "state: final", "state: draft")  # what is asked about stops no draft
    assert main(["2021", "--no-pdf"], book) == 0
    tables = {name: (book.data / "2021" / f"{name}.csv") for name in ("figures", "relief")}
    before = {name: path.read_text("utf-8-sig") for name, path in tables.items()}
    for _ in range(TRIES):
        changed = dict.fromkeys(rng.sample(sorted(ROWS), rng.randint(0, len(ROWS))), "")
        texts = dict(before)
        for row in changed:
            table, words = ROWS[row]
            changed[row] = re.sub(r"[\d,]+", f"{rng.randint(50, 999)},{rng.randint(1, 9)}", words)
            texts[table] = texts[table].replace(f";{words};", f";{changed[row]};", 1)
        for name, path in tables.items():
            path.write_text(texts[name], "utf-8-sig")
        capsys.readouterr()
        code, out = main(["diff", "2021"], book), capsys.readouterr().out
        told = {found[1]: found[2] for found in re.finditer(r"^  ~ .*\(([^()]+)\)\n((?: {6}.*\n)+)", out, re.M)}
        wanted = set(changed) | {formula for formula, inputs in DERIVED.items() if inputs & set(changed)}
        right = code == 0 and set(told) == wanted and not re.search(r"^  [+−] ", out, re.M)
        for formula, why in told.items():
            named = dict(re.findall(r"số liệu / record: (\w+): .* → (.*)\n", why))
            right &= named == {row: changed[row] for row in changed if row in DERIVED.get(formula, {formula})}
            right &= why.count("\n") == len(named)
        attack.hold(right, f"{changed}:\n{out}")


def _spoilt(page: str, rng: random.Random) -> str:
    """Return a page with a piece gone, doubled or moved, or one value of its evidence replaced."""
    way, (first, last) = rng.randrange(4), sorted(rng.sample(range(len(page)), 2))
    last = min(last, first + 20_000)
    if way == 0:
        return page[:first] + page[last:]
    if way == 1:
        return page[:last] + page[first:]
    if way == 2:
        return page[: rng.randrange(len(page))]
    found = re.search(r'id="proof">(.*?)</script>', page, re.DOTALL)
    assert found
    proof = json.loads(found[1])
    place, parent = proof, None
    while isinstance(place, dict | list) and place and rng.random() < 0.8:
        parent, key = place, rng.choice(list(place)) if isinstance(place, dict) else rng.randrange(len(place))
        place = place[key]
    if parent is not None:
        parent[key] = rng.choice([None, 0, "", "x", [], {}, [[]], {"a": 1}, "[", '["/"]', -1.5])
    return page[: found.start(1)] + json.dumps(proof) + page[found.end(1) :]


def test_a_spoilt_page_is_refused_or_compared_and_never_makes_it_fall(two_years, attack):
    folder, rng = two_years.outputs / "2021", random.Random(11)
    whole = on_disk(folder, "2021", "outputs/2021")
    page = (folder / "yearbook.vi.html").read_text("utf-8")
    start = page.index("<body")
    for number in range(SPOILED):
        spoilt = page[:start] + _spoilt(page[start:], rng)
        try:
            book = printed("2021", {"yearbook.vi.html": spoilt.encode()}, "outputs/2021")
            list(lines(differences(whole, book)) or lines(differences(book, whole)))
            list(lines(differences(book, whole)))
        except YearbookError:
            pass
        except Exception as error:
            attack.hold(False, f"try {number}: {type(error).__name__}: {error}")
            continue
        attack.hold(True, "")
