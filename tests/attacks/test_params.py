"""Params files spoiled by the hundred: each is refused with its place, or read as it was but for the key that changed."""

from __future__ import annotations

import copy
import random
import resource

import pytest
import yaml

from tests.attacks.spoiling import NASTY, spoiled_bytes, tried
from yearbook.emulation.rules import RULES
from yearbook.ledger.edition import open_edition, problems_of
from yearbook.ledger.params import Params

MOST_MEMORY = 400_000  # kB that reading may take on top of what the test needs
DEEP = 3000
BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10)
)
WHOLE = {
    "anchors multiplied": BOMB,
    "anchors multiplied in mappings": "a0: &a0 {x: 1}\n"
    + "".join(f"a{n}: &a{n} {{{', '.join(f'k{k}: *a{n - 1}' for k in range(9))}}}\n" for n in range(1, 10)),
    "an anchor in itself": "year: &y [*y]\n",
    "an anchor in itself, as a mapping": "sections: &s {a: *s}\n",
    "merge keys": "a: &a {year: 2021}\nb: {<<: [*a, *a]}\n<<: *a\n",
    "merged into itself": "a: &a {<<: *a}\n",
    "merge of text": "<<: x\n",
    "deep lists": "year: " + "[" * DEEP + "]" * DEEP,
    "deep mappings": "year: " + "{a: " * DEEP + "1" + "}" * DEEP,
    "deep by indentation": "".join(f"{' ' * n}a:\n" for n in range(DEEP)),
    "a list as key": "? [a, b]\n: 1\n",
    "a mapping as key": "? {a: b}\n: 1\n",
    "a list as key inside": "conference:\n  ? [a]\n  : 1\n",
    "a set": "year: !!set {a, b}\n",
    "an ordered mapping": "year: !!omap [a: 1]\n",
    "pairs": "year: !!pairs [a: 1]\n",
    "bytes": "year: !!binary aGVsbG8=\n",
    "no bytes": "year: !!binary é\n",
    "Python": "year: !!python/object/apply:os.system ['echo 1']\n",
    "a tag of nobody": "year: !mine 1\n",
    "a wrong float": "year: !!float x\n",
    "a wrong int": "year: !!int x\n",
    "a wrong bool": "year: !!bool x\n",
    "a wrong time": "year: !!timestamp x\n",
    "a huge int": "year: " + "9" * 5000 + "\n",
    "a huge hexadecimal int": "year: 0x" + "f" * 100_000 + "\n",
    "sexagesimal": "year: 33:41\n",
    "a huge int in base 60": "year: " + ":".join(["59"] * 20_000) + "\n",
    "octal": "year: 03745\n",
    "infinity": "year: .inf\n",
    "no number": "members_total: .nan\n",
    "a long key": "x" * 200_000 + ": 1\n",
    "a long text": "title: " + "x" * 3_000_000 + "\n",
    "a million keys": "".join(f"k{n}: 1\n" for n in range(30_000)),
    "two documents": "year: 2021\n---\nyear: 2022\n",
    "a list": "- a\n- b\n",
    "a text": "xin chào\n",
    "a number": "5\n",
    "null": "null\n",
    "nothing": "",
    "only comments": "# x\n",
    "tabs": "conference:\n\tdate: 2022-01-18\n",
    "a directive": "%YAML 9.9\n---\nyear: 2021\n",
    "control": "year: \x07\n",
    "a NUL": "year: 2021\x00\n",
    "a lone surrogate": 'title: {vi: "\\ud800", en: b}\n',
    "bytes of no text": b"year: \xff\xfe\n",
    "UTF-16": "year: 2021\n".encode("utf-16"),
    "UTF-16 without mark": "year: 2021\n".encode("utf-16-le"),
    "an archive": b"PK\x03\x04" + bytes(range(256)) * 40,
    "a year of another kind": "year: {a: 1}\n",
    "keys of other kinds": "1: a\ntrue: b\nnull: c\n2.5: d\n",
    "keys of other kinds inside": "words: {1: {vi: a, en: b}, true: {vi: a, en: b}, null: {vi: a, en: b}}\n",
    "sections of numbers": "sections: {1: {2: 3}}\n",
    "sections with lists": "sections: {economy: {reference: [1]}}\n",
    "sections with infinity": "sections: {economy: {reference: .inf}}\n",
    "sections that are none": "sections: {economy: null}\nwords: null\n",
}  # fmt: skip
ODD = (
    None, True, False, 0, -1, 2021, 1e300, float("inf"), float("nan"), 10**40, "", " ", "…", "~", "x" * 5000, [], {},
    [[]], [{}], {"vi": "x"}, {"vi": 1, "en": None}, {1: 2}, {None: 1}, ["vi", "vi"], "2022-13-45", "2022-02-30",
    "18/01/2022", "0000", "99999-01-01", "2021\u200b", "\u0007", b"x", "{year}", "{", "{0}", "{x!r}", "../../etc", "NaN",
)  # fmt: skip


@pytest.mark.parametrize("which", ["2021", pytest.param("defaults", marks=pytest.mark.nightly)])
@pytest.mark.parametrize("name", WHOLE)
def test_a_params_file_that_is_something_else_is_one_message_at_once(workbook, name, which):
    path = workbook.params / f"{which}.yaml"
    text = WHOLE[name]
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    came = tried(lambda: open_edition("2021", workbook))
    assert not came.fault
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MOST_MEMORY
    if which == "2021":
        assert came.refused, came.result.params
    if came.refused:
        assert came.refused.place.startswith("params/") and len(came.refused.text()) < 2000


def test_spoiled_params_are_refused_with_their_place_or_read_as_they_were(workbook, attack):
    _spoil(workbook, attack, random.Random(1), 60)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(2, 4))
def test_a_thousand_spoiled_params_are_refused_or_read_as_they_were(workbook, attack, seed):
    _spoil(workbook, attack, random.Random(seed), 600)


def _spoil(workbook, attack, chance, times):
    sound = open_edition("2021", workbook).params
    for number in range(times):
        path = workbook.params / chance.choice(["2021.yaml", "2021.yaml", "defaults.yaml"])
        before = path.read_bytes()
        way = chance.choice([_a_sign, _a_sign, _a_value, _a_value, _a_value, _bytes, _a_key])
        spoiled, most = way(before, chance)
        path.write_bytes(spoiled)
        came = tried(lambda: _read(workbook))
        what = f"{number} {way.__name__} {path.name} {_difference(before, spoiled)}"
        wrong = came.fault
        if came.refused and not came.refused.place:
            wrong = f"no place: {came.refused.vi}"
        if came.result is not None:
            differing = [key for key in Params.model_fields if getattr(came.result, key) != getattr(sound, key)]
            if len(differing) > most:
                wrong = f"{differing} changed together"
        attack.hold(not wrong, f"{what}: {wrong}")
        path.write_bytes(before)


def _read(workbook):
    edition = open_edition("2021", workbook)
    problems_of(edition, RULES)
    return edition.params


def _difference(before, after):
    start = next(
        (i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
    )
    return f"at {start}: {before[max(0, start - 10) : start + 20]!r} → {after[max(0, start - 10) : start + 40]!r}"


# Each way returns the spoiled file, and of how many keys the values may differ without a word.


def _a_sign(content, chance):
    text = content.decode()
    at = chance.randrange(len(text))
    sign = chance.choice([*NASTY, "&a ", "*a ", "!x ", "? ", "- ", "[", "]", "#", "%", "@", "`", "|", ">", ": ", "~"])
    # A comment sign or a block of text may make the rest of a value, or a whole key below, part of itself.
    return (text[:at] + sign + text[at + chance.randrange(2) :]).encode(), 2


def _a_value(content, chance):
    data = yaml.safe_load(content)
    places = list(_places(data))
    holder, key = chance.choice(places)
    holder[key] = copy.deepcopy(chance.choice(ODD))
    return yaml.safe_dump(data, allow_unicode=True).encode(), 1


def _a_key(content, chance):
    data = yaml.safe_load(content)
    holder, key = chance.choice([(holder, key) for holder, key in _places(data) if isinstance(holder, dict)])
    value = holder.pop(key)
    if chance.random() < 0.7:
        holder[chance.choice([None, 1, True, f"{key}s", str(key).upper(), f"{key}\u200b", f" {key}", ""])] = value
    return yaml.safe_dump(data, allow_unicode=True).encode(), 1


def _bytes(content, chance):
    return spoiled_bytes(content, chance), 99


def _places(value):
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in list(items):
        yield value, key
        yield from _places(item)
