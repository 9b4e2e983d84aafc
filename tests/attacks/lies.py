"""Made-up workers that lie: what a Dask worker answers instead of the truth. Loaded by it with `--preload`.

Which lie is told stands in the file that LIE names; what was sent to the worker is noted beside it.
"""

import json
import os
import time
from dataclasses import replace
from pathlib import Path

from yearbook.press.run import parcel

honest = parcel.run_parcel
NOTEBOOK = "notebooks/04_awards.ipynb"
HASH = "0" * 64
OUTSIDE = ("../../../etc/hostname", "/etc/hostname", "../data/x", "data/../../x", "?../../../etc/hostname", "?/etc/passwd", "../", "/", "//etc/hostname", "data//x", "", "?", "data/\0x", "data\\..\\x", "yearbook/../../../../etc/hostname")  # fmt: skip


class Unpacked:
    """Cannot be unpacked at home."""

    def __reduce__(self):
        return int, ("nine",)


class Gone(BaseException):
    """Is not even an Exception."""


def raising(error):
    def tell(_outcome, _notebook):
        raise error

    return tell


def outcome(**changes):
    return lambda told, notebook: (replace(told, **changes), notebook)


def reads(change):
    def tell(told, notebook):
        seen = dict(told.reads)
        return replace(told, reads=change(seen) or seen), notebook

    return tell


def changed(change):
    """Return a lie that tells another notebook."""

    def tell(told, notebook):
        content = json.loads(notebook)
        return told, json.dumps(change(content) or content).encode()

    return tell


def cells(change):
    return changed(lambda content: change(content["cells"]))


def first_code(content):
    return next(cell for cell in content["cells"] if cell["cell_type"] == "code" and cell["outputs"])


def injected(content):
    return next(cell for cell in content["cells"] if "injected-parameters" in cell["metadata"].get("tags", []))


def outside(label):
    return reads(lambda seen: seen.update({label: HASH}))


def put(name, value):
    return changed(lambda content: first_code(content).update({name: value}))


def parameters(text):
    return changed(lambda content: injected(content).update(source=text))


LIES = {
    # No answer at all, or none of the form.
    "nothing": lambda *_: None,
    "a string": lambda *_: "xong",
    "a number": lambda *_: 7,
    "a list of both": lambda *told: list(told),
    "one alone": lambda told, _: (told,),
    "three": lambda *told: (*told, b""),
    "only the notebook": lambda _, notebook: notebook,
    "in the wrong order": lambda told, notebook: (notebook, told),
    "a table instead of an outcome": lambda told, notebook: (vars(told), notebook),
    "text instead of bytes": lambda told, notebook: (told, notebook.decode()),
    "no bytes": lambda told, _: (told, None),
    "what cannot be unpacked": lambda *_: Unpacked(),
    "300 MB": lambda told, _: (told, bytes(300_000_000)),
    "300 MB of string": lambda *_: "a" * 300_000_000,
    # Values of another kind.
    "seconds as words": outcome(seconds="1"),
    "seconds before the beginning": outcome(seconds=-1.0),
    "seconds without end": outcome(seconds=float("inf")),
    "seconds that are none": outcome(seconds=float("nan")),
    "a problem as a string": outcome(problem="sai"),
    "a problem of one word": outcome(problem=("sai",)),
    "a problem of numbers": outcome(problem=(1, 2)),
    "a problem that is none": outcome(problem=("hết đĩa", "disk full")),
    "a problem with signs of a terminal": outcome(problem=("\x1b[2J\x1b]0;x\x07xóa", "\x1b[2Jcleared")),
    "a cell that is none": outcome(cell=None),
    "doubts as a string": outcome(doubts="reads"),
    "doubts as numbers": outcome(doubts=(1,)),
    "a doubt": outcome(doubts=("reads /etc/hostname",)),
    "another job": outcome(job=None),
    "reads as a list": outcome(reads=[NOTEBOOK]),
    "reads of nothing": outcome(reads=None),
    "states that are numbers": reads(lambda seen: seen.update({NOTEBOOK: 1})),
    "labels that are numbers": reads(lambda seen: seen.update({1: HASH})),
    # Notebooks that are none, or not this one.
    "an empty notebook": lambda told, _: (told, b""),
    "half a notebook": lambda told, notebook: (told, notebook[: len(notebook) // 2]),
    "a notebook without its last sign": lambda told, notebook: (told, notebook.rstrip()[:-1]),
    "bytes that are no text": lambda told, _: (told, b"\xff\xfe\x00"),
    "null": lambda told, _: (told, b"null"),
    "a list": lambda told, _: (told, b"[]"),
    "a notebook beyond all depth": lambda told, _: (told, b"[" * 100_000),
    "no cells": changed(lambda content: content.update(cells=[])),
    "cells that are none": changed(lambda content: content.update(cells=None)),
    "the last cell lost": cells(lambda cells: cells.pop() and None),
    "a cell more": cells(lambda cells: cells.append({"cell_type": "markdown", "id": "z", "metadata": {}, "source": "Sai."})),
    "a cell with words of its own": cells(lambda cells: cells[-1].update(source="x = 1")),
    "cells in another order": cells(lambda cells: cells.reverse()),
    "kinds of another kind": cells(lambda cells: cells[0].update(cell_type="raw")),
    "the parameters lost": changed(lambda content: content["cells"].remove(injected(content))),
    "another language": parameters('# Parameters\nedition = "2021"\nlanguage = "en"\n'),
    "another edition": parameters('# Parameters\nedition = "2022"\nlanguage = "vi"\n'),
    "parameters that act": parameters('edition = __import__("os").name\nlanguage = "vi"\n'),
    "the notebook as it was sent": lambda told, _: (told, SENT[0].files[NOTEBOOK]),
    "another section": lambda told, _: (told, json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}).encode()),
    "outputs that are none": put("outputs", "x"),
    "an output without a kind": put("outputs", [{"text": "x"}]),
    "an output of no kind": put("outputs", [{"output_type": "script", "text": "x"}]),
    "an error nobody expected": put("outputs", [{"output_type": "error", "ename": "E", "evalue": "e", "traceback": []}]),
    "a drawing of numbers": put("outputs", [{"output_type": "display_data", "metadata": {}, "data": {"image/png": 7}}]),
    "metadata that is none": cells(lambda cells: cells[0].update(metadata=None)),
    # Reads that are not those of this job.
    "reads that are empty": outcome(reads={}),
    "no word of the notebook": reads(lambda seen: seen.pop(NOTEBOOK) and None),
    "no word of the lock": reads(lambda seen: seen.pop("requirements.lock") and None),
    "no word of the code": reads(lambda seen: {label: now for label, now in seen.items() if not label.startswith("yearbook/")}),
    "no word of one module": reads(lambda seen: seen.pop("yearbook/desk/tables.py") and None),
    "a wrong state of the notebook": reads(lambda seen: seen.update({NOTEBOOK: HASH})),
    "a wrong state of a record": reads(lambda seen: seen.update({"data/2021/honours.csv": HASH})),
    "a record that is not there": reads(lambda seen: seen.update({"data/2021/honours.csv": "absent"})),
    "a wrong state of the code": reads(lambda seen: seen.update({"yearbook/language.py": HASH})),
    "a record that is nowhere": reads(lambda seen: seen.update({"data/2021/nowhere.csv": HASH})),
    "a torn record": reads(lambda seen: seen.update({"data/2021/honours.csv": "torn"})),
    "all of the workbook": reads(lambda seen: seen.update({"./": HASH})),
    "what earlier builds made": reads(lambda seen: seen.update({"outputs/": HASH, "?outputs/2021": "absent"})),
    "what is hidden": reads(lambda seen: seen.update({".hidden/key": HASH})),
    "a link to elsewhere": reads(lambda seen: seen.update({"data/link.csv": HASH})),
    **{f"reads of {label!r}": outside(label) for label in OUTSIDE},
    # What is raised, ends or does not end.
    "an error": raising(ValueError("sai")),
    "an error of many lines": raising(RuntimeError("sai\n" * 5000)),
    "an error that is none": raising(Gone("đi")),
    "an interruption": raising(KeyboardInterrupt()),
    "an end": raising(SystemExit(0)),
    "no memory": raising(MemoryError()),
    "a hang": lambda *told: time.sleep(12) or told,
    "a death": lambda *_: os._exit(1),
}  # fmt: skip
SENT = [None]


def honestly(*told):
    return told


def run_parcel(call, sent):
    """Run a parcel as it should be, and tell the lie that is asked for, if one is."""
    place = Path(os.environ["LIE"])
    with place.with_suffix(".sent").open("a", encoding="utf-8") as noted:
        noted.write("\n".join([*sent.files, ""]))
    SENT[0] = sent
    return LIES.get(place.read_text("utf-8"), honestly)(*honest(call, sent))


def dask_setup(_worker):
    """Lie from now on."""
    parcel.run_parcel = run_parcel
