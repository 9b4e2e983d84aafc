"""What is installed counts by its content: a date alone changes nothing, a changed file does, and so does one in use."""

import json
import os
import time

import pytest

from yearbook.press.keep.cache import MOST_SETS, Cache
from yearbook.press.keep.installed import SAME, label_of, state_of

NEVER = float("inf")


@pytest.fixture
def package(tmp_path):
    """Two installed files that were written a while ago."""
    files = [tmp_path / "site-packages" / name for name in ("one.py", "two.ttf")]
    files[0].parent.mkdir()
    for file in files:
        file.write_text(file.name)
        os.utime(file, (1_000_000_000, 1_000_000_000))
    return files


def kept(tmp_path, files, since=NEVER):
    return label_of(str(tmp_path), frozenset(map(str, files)), since)


def test_a_file_that_is_written_anew_with_the_same_content_is_the_same(tmp_path, package):
    label = kept(tmp_path, package)
    package[0].write_text(package[0].name)
    assert state_of(str(tmp_path), label) == SAME


@pytest.mark.parametrize("number", [0, 1])
def test_a_changed_file_is_noticed_whatever_its_date_and_size(tmp_path, package, number):
    label = kept(tmp_path, package)
    package[number].write_text(package[number].name.swapcase())
    os.utime(package[number], (1_000_000_000, 1_000_000_000))
    assert state_of(str(tmp_path), label) == f"changed {package[number]}"


def test_a_file_that_is_gone_and_a_set_that_is_damaged_are_noticed(tmp_path, package):
    label = kept(tmp_path, package)
    path = next((tmp_path / "outputs/.cache/installed").glob("*.json"))
    good = path.read_text()
    for bad in ("", "[]", "{}", good.replace("one.py", "uno.py"), json.dumps({"a": 1})):
        path.write_text(bad)
        assert state_of(str(tmp_path), label) == "absent", bad
    path.write_text(good)
    package[0].unlink()
    assert state_of(str(tmp_path), label) == f"changed {package[0]}"


def test_a_file_written_while_it_was_in_use_never_counts_as_the_same(tmp_path, package):
    began = time.time() - 60
    package[0].write_text("another")
    assert state_of(str(tmp_path), kept(tmp_path, package, began)) != SAME


def test_another_environment_that_shares_a_file_makes_no_difference(tmp_path, package):
    kept(tmp_path, package)
    began = time.time() - 1
    os.link(package[0], tmp_path / "shared.py")  # its date of change is now
    assert state_of(str(tmp_path), kept(tmp_path, [package[0]], began)) == SAME


def test_sets_that_nobody_asks_for_go_and_the_newest_stay(tmp_path, package):
    folder = tmp_path / "outputs/.cache/installed"
    folder.mkdir(parents=True)
    for age in range(MOST_SETS + 5):
        (folder / f"{age}.json").write_text("{}")
        os.utime(folder / f"{age}.json", (1_000_000 - age, 1_000_000 - age))
    label = kept(tmp_path, package)
    Cache(str(tmp_path)).prune()
    assert len(list(folder.iterdir())) == MOST_SETS and state_of(str(tmp_path), label) == SAME
