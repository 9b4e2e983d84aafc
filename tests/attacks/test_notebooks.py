"""Notebooks spoiled by the hundred, as they are written and as they come back from running: a place, never a traceback.

The executed ones are made of the project's notebooks, with outputs made up here.
"""

from __future__ import annotations

import copy
import json
import random
import resource
from functools import partial

import pytest

from tests.attacks.spoiling import NASTY, spoiled_bytes, tried
from tests.conftest import PROJECT
from yearbook.press.bind.chapters import chapter
from yearbook.press.bind.sections import find_sections, read_notebook
from yearbook.press.bind.shape import MOST_HTML, MOST_TEXT

MIME = "application/vnd.yearbook+json"
MOST_MEMORY = 600_000  # kB
ODD = (
    None, True, False, 0, -1, 1.5, 1e300, float("nan"), 10**40, "", " ", "x", "x" * 5000, "\ud800", "\x00", [], {}, [None],
    [1], [[]], [{}], {"": None}, {"a": [1]}, "markdown", "code", "stream", ["a", "b"], ["a", 1], *NASTY,
)  # fmt: skip
TABLE = "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><th>1</th><td>2</td></tr></tbody></table>"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="72pt" height="36pt"><path d="M0 0L9 9" fill="red"/></svg>'
GRID = {
    "head": [[{"text": "a", "kind": "text", "align": "left", "note": "", "header": "column"}]],
    "body": [], "widths": [1.0],
}  # fmt: skip
OUTPUTS = [
    {"output_type": "stream", "name": "stdout", "text": ["một\n", "hai\r3"]},
    {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["\x1b[31mx"]},
    {"output_type": "execute_result", "execution_count": 1, "data": {"text/plain": "<Axes: >"}, "metadata": {}},
    {"output_type": "display_data", "data": {"text/html": TABLE, "text/plain": "x"}, "metadata": {}},
    {"output_type": "display_data", "data": {"image/svg+xml": SVG}, "metadata": {"image/svg+xml": {"alt": "x"}}},
    {"output_type": "display_data", "data": {"image/png": "AAAA", "text/plain": "x"}, "metadata": {}},
    {"output_type": "display_data", "data": {"text/latex": "$x^2$"}, "metadata": {}},
    {"output_type": "display_data", "data": {"text/markdown": "**a** $b$\n\n| a |\n|---|\n| 1 |"}, "metadata": {}},
    {"output_type": "display_data", "data": {MIME: {"version": 1, "kind": "prose", "markdown": "a", "role": "lead"}},
     "metadata": {}},
    {"output_type": "display_data", "data": {MIME: {"version": 1, "kind": "nothing", "id": "x"}}, "metadata": {}},
    {"output_type": "display_data", "metadata": {}, "data": {MIME: {
        "version": 1, "kind": "cards", "items": [{"figure": "1", "label": "a", "note": ""}]}}},
    {"output_type": "display_data", "metadata": {}, "data": {MIME: {
        "version": 1, "kind": "steps", "id": "s", "title": "t", "subtitle": "", "alt": "x", "source": "", "notes": [],
        "items": [{"label": "a", "note": "", "state": "done"}]}}},
    {"output_type": "display_data", "metadata": {}, "data": {"image/svg+xml": SVG, MIME: {
        "version": 1, "kind": "figure", "id": "f", "title": "t", "subtitle": "", "alt": "x", "source": "", "notes": [],
        "data": None, "narrow": {"mime": "image/svg+xml", "data": SVG}}}},
    {"output_type": "update_display_data", "data": {"text/plain": "x"}, "metadata": {}},
]  # fmt: skip
DEEP = {"lists": "[" * 100_000 + "]" * 100_000, "cells": '{"nbformat": 4, "cells": ' + "[" * 5000 + "]" * 5000 + "}"}


def test_spoiled_notebooks_are_refused_with_their_place_or_read(workbook, attack):
    _spoil_written(workbook, attack, random.Random(1), 100)


def test_spoiled_results_are_refused_with_their_cell_or_shown(attack):
    _spoil_executed(attack, random.Random(1), 100)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(2, 4))
def test_a_thousand_spoiled_notebooks_are_refused_or_read(workbook, attack, seed):
    _spoil_written(workbook, attack, random.Random(seed), 600)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(2, 6))
def test_thousands_of_spoiled_results_are_refused_or_shown(attack, seed):
    _spoil_executed(attack, random.Random(seed), 1000)


@pytest.mark.parametrize("name", DEEP)
def test_a_notebook_nested_without_end_is_refused(workbook, name):
    (workbook.notebooks / "09_deep.ipynb").write_text(DEEP[name], encoding="utf-8")
    came = tried(lambda: find_sections(workbook))
    assert not came.fault and came.refused and came.refused.place == "notebooks/09_deep.ipynb"


HUGE = {
    "text": ("text/html", "<p>" + "x" * 20_000_000 + "</p>"),
    "words": ("text/html", "<p>" + "từ " * 6_000_000 + "</p>"),
    "a table": ("text/html", "<table>" + "<tr><td>1</td><td>2</td></tr>" * 700_000 + "</table>"),
    "nested": ("text/html", "<div>" * 2_000_000 + "x"),
    "lists": ("text/html", "<ul><li>" * 400_000),
    "paragraphs": ("text/html", "<p>a" * 5_000_000),
    "breaks": ("text/html", "<br>" * 5_000_000),
    "open tags": ("text/html", "<a " * 6_000_000),
    "open tags and an end": ("text/html", "<a " * 6_000_000 + ">"),
    "open brackets": ("text/html", "<" * 2_000_000),
    "entities": ("text/html", "&amp;" * 4_000_000),
    "markdown": ("text/markdown", "a *b* " * 3_000_000),
    "brackets": ("text/markdown", "[" * 200_000),
    "quotes": ("text/markdown", "> " * 200_000 + "x"),
    "formula": ("text/latex", "$" + "{" * 50_000 + "$"),
    "plain": ("text/plain", "x\n" * 10_000_000),
    "svg": ("image/svg+xml", SVG.replace("M0 0", "M0 0 " * 4_000_000)),
    "svg groups": ("image/svg+xml", SVG.replace("<path", "<g>" * 300_000 + "<path")),
    "svg marks": ("image/svg+xml", SVG.replace("</svg>", '<path d="M0 0"/>' * 1_000_000 + "</svg>")),
}


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=[] if n in ("text", "a table") else [pytest.mark.nightly]) for n in HUGE]
)
def test_an_output_of_twenty_megabytes_is_refused_with_its_cell_or_cut(name):
    mime, data = HUGE[name]
    output = {"output_type": "display_data", "data": {mime: data}, "metadata": {}}
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    came = tried(lambda: _chapter({"cells": [_code([output])]}))
    assert not came.fault
    assert not came.refused or ("ô 1" in came.refused.place and len(came.refused.text()) < 1000)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MOST_MEMORY
    if came.result:
        assert _size(came.result) < 3_000_000


@pytest.mark.nightly
@pytest.mark.parametrize("name", HUGE)
def test_an_output_just_short_of_the_measure_is_read_in_time(name):
    mime, data = HUGE[name]
    output = {
        "output_type": "display_data",
        "data": {mime: data[: (MOST_HTML if mime == "text/html" else MOST_TEXT)]},
        "metadata": {},
    }
    came = tried(lambda: _chapter({"cells": [_code([output])]}))
    assert not came.fault


def _size(value):
    return len(repr(value))


def _chapter(notebook):
    return chapter(notebook, slug="s", number="1", language="vi", file="notebooks/01_s.ipynb")


def _code(outputs):
    return {"cell_type": "code", "id": "c", "metadata": {}, "source": "x", "outputs": outputs, "execution_count": 1}


def _spoil_written(workbook, attack, chance, times):
    paths = sorted(workbook.notebooks.glob("*.ipynb"))
    for number in range(times):
        path = chance.choice(paths)
        before = path.read_bytes()
        if chance.random() < 0.3:
            path.write_bytes(spoiled_bytes(before, chance))
            what = "bytes"
        else:
            notebook = json.loads(before)
            what = _spoil(notebook, chance)
            path.write_bytes(json.dumps(notebook).encode())
        came = tried(lambda: find_sections(workbook))
        wrong = came.fault or (came.refused is not None and not came.refused.place and "no place")
        attack.hold(not wrong, f"{number} {path.name} {what}: {wrong}")
        path.write_bytes(before)


def _spoil_executed(attack, chance, times):
    paths = sorted((PROJECT / "notebooks").glob("*.ipynb"))
    for number in range(times):
        notebook = json.loads(chance.choice(paths).read_bytes())
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                cell["outputs"] = copy.deepcopy(chance.sample(OUTPUTS, 2))
            else:
                cell["attachments"] = {"a.png": {"image/png": "AAAA"}}
                cell["metadata"]["user_expressions"] = [
                    {"expression": "x", "result": {"status": "ok", "data": {"text/plain": "1"}, "metadata": {}}}
                ]
                cell["source"] = [*cell["source"], "{eval}`x` ![a](attachment:a.png)"]
        what = "; ".join(_spoil(notebook, chance, inside=True) for _ in range(chance.choice([1, 1, 2])))
        came = tried(partial(_chapter, notebook))
        wrong = came.fault or (came.refused is not None and not came.refused.place and "no place")
        attack.hold(not wrong, f"{number} {what}: {wrong}")


def _spoil(notebook, chance, inside=False):
    """Change, drop or add something somewhere, and return what it was."""
    places = [place for place in _places(notebook, ()) if not inside or place[2][0] == "cells"]
    if not places:
        return "nothing left"
    holder, key, path = chance.choice(places)
    way = chance.choice(["changed", "changed", "dropped", "doubled"])
    if way == "dropped" or (way == "doubled" and isinstance(holder, dict)):
        del holder[key]
        return f"{path} dropped"
    if way == "doubled":
        holder.insert(key, copy.deepcopy(holder[key]))
        return f"{path} doubled"
    holder[key] = value = copy.deepcopy(chance.choice(ODD))
    return f"{path} = {value!r:.40}"


def _places(value, path):
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in list(items):
        yield value, key, (*path, key)
        yield from _places(item, (*path, key))


def test_a_notebook_read_is_one_whatever_was_done_to_it(workbook):
    path = workbook.notebooks / "09_more.ipynb"
    for content in (
        "{}",
        "[]",
        '{"nbformat": 4}',
        '{"nbformat": 4, "cells": [1]}',
        '{"nbformat": 4, "cells": [{}]}',
        "0",
    ):
        path.write_text(content, encoding="utf-8")
        came = tried(lambda: read_notebook(path, "notebooks/09_more.ipynb"))
        assert came.refused and came.refused.place.startswith("notebooks/09_more.ipynb"), content
