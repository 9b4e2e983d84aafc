"""run_all.py by itself: what it decides before anything is installed."""

import base64
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.conftest import PROJECT


@pytest.fixture
def door(tmp_path):
    """run_all.py in a folder of its own, with small made-up locks."""
    for name in ("run_all.py", "pyproject.toml"):
        (tmp_path / name).write_text((PROJECT / name).read_text("utf-8"), encoding="utf-8")
    for name in ("requirements.lock", "requirements-dev.lock"):
        (tmp_path / name).write_text("# made up\nnumpy==1.0 \\\n    --hash=sha256:aa\n", encoding="utf-8")
    spec = importlib.util.spec_from_file_location("front_door", tmp_path / "run_all.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_pin_of_the_lock_is_read_with_its_marker(door):
    found = {name: (pinned, marker) for name, pinned, marker in door.pins(str(PROJECT / "requirements.lock"))}
    assert {"papermill", "pandas", "typst", "uv", "flit-core"} <= set(found)
    assert found["colorama"][1] == "sys_platform == 'win32'"
    assert len(found) > 100


def test_the_dev_lock_only_adds_to_the_lock(door):
    small = {pin[:2] for pin in door.pins(str(PROJECT / "requirements.lock"))}
    large = {pin[:2] for pin in door.pins(str(PROJECT / "requirements-dev.lock"))}
    assert small <= large


def test_every_pin_carries_hashes():
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (PROJECT / name).read_text("utf-8")
        blocks = [block for block in text.split("\n") if "==" in block and not block.lstrip().startswith("#")]
        assert all(block.rstrip().endswith("\\") for block in blocks), "a pin without hashes"
        assert "://" not in text, "a registry is named"


def test_an_environment_satisfies_a_lock_only_with_the_very_versions(door, tmp_path):
    from importlib.metadata import version

    lock = tmp_path / "requirements.lock"
    lock.write_text(f"pandas=={version('pandas')} \\\n    --hash=sha256:aa\n", encoding="utf-8")
    assert door.satisfies(str(lock))
    lock.write_text("pandas==0.1 \\\n    --hash=sha256:aa\n", encoding="utf-8")
    assert not door.satisfies(str(lock))
    lock.write_text("nosuchthing==1 ; sys_platform == 'never' \\\n    --hash=sha256:aa\n", encoding="utf-8")
    assert door.satisfies(str(lock))


@pytest.fixture
def environment(door, tmp_path, monkeypatch):
    """A tiny .venv beside the front door, as a set-up leaves it, and what installers were asked for since."""
    asked = []

    def made(anew):
        asked.append("anew" if anew else "placed")
        if anew:
            shutil.rmtree(tmp_path / ".venv", ignore_errors=True)
        venv.create(tmp_path / ".venv", symlinks=sys.platform != "win32")

    def installed(lock, again):
        asked.append("installed again" if again else "installed")
        for name in ("numpy", "yearbook"):
            for path in (f"{name}/__init__.py", f"{name}/deep/data.txt", f"{name}-1.0.dist-info/METADATA"):
                file = Path(door.packages(), path)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(name, encoding="utf-8")
            digest = base64.urlsafe_b64encode(hashlib.sha256(name.encode()).digest()).decode().rstrip("=")
            lines = [f"{path},sha256={digest},{len(name)}" for path in (f"{name}/__init__.py", f"{name}/deep/data.txt")]
            record = Path(door.packages(), f"{name}-1.0.dist-info", "RECORD")
            record.write_text("\n".join([*lines, f"{name}-1.0.dist-info/RECORD,,", ""]), encoding="utf-8")

    monkeypatch.setattr(door, "make_venv", made)
    monkeypatch.setattr(door, "install", installed)
    monkeypatch.setattr(door, "register", lambda python: None)
    monkeypatch.setattr(door, "works", lambda python: Path(python).stat().st_size > 0)
    door.prepared(door.LOCK)
    assert asked.pop(0) == "anew" and asked.pop(0) == "installed"
    return SimpleNamespace(asked=asked, root=tmp_path / ".venv", packages=Path(door.packages()))


def test_an_environment_is_ready_until_its_lock_changes(door, environment):
    assert door.is_ready(door.LOCK) and not door.is_ready(door.DEV_LOCK)
    Path(door.LOCK).write_text("numpy==2.0 \\\n    --hash=sha256:aa\n", encoding="utf-8")
    assert not door.is_ready(door.LOCK)
    door.prepared(door.LOCK)
    assert environment.asked == ["installed"]


def test_the_larger_environment_serves_the_smaller_lock(door, environment):
    door.prepared(door.DEV_LOCK)
    assert [path.name for path in environment.root.glob("ready-*")] == ["ready-requirements-dev.lock"]
    assert door.is_ready(door.LOCK)


LOST = ["numpy", "numpy/__init__.py", "numpy/deep", "numpy/deep/data.txt", "numpy-1.0.dist-info", "numpy-1.0.dist-info/RECORD"]  # fmt: skip


@pytest.mark.parametrize(
    "lost", [*LOST, "", "../../../pyvenv.cfg", "../../../bin/python", "../../../ready-requirements.lock"]
)
def test_whatever_an_environment_has_lost_is_there_again(door, environment, lost, capsys):
    path = environment.packages / lost
    if sys.platform == "win32" and "bin" in lost:
        path = Path(door.venv_python())
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    door.prepared(door.LOCK, door.SIZES)
    assert environment.asked in ([["installed"], ["anew", "installed"]]) and path.exists()
    assert door.is_ready(door.LOCK, door.CONTENT)
    assert ("hỏng" in capsys.readouterr().out) == ("ready" not in lost)


def test_a_package_taken_away_is_noticed_at_a_glance_and_one_put_in_is_let_be(door, environment):
    (environment.packages / "theirs").mkdir()
    assert door.is_ready(door.LOCK)
    shutil.rmtree(environment.packages / "numpy")
    assert not door.is_ready(door.LOCK)


def test_content_that_was_lost_at_the_same_size_is_found_when_it_is_looked_for(door, environment):
    (environment.packages / "numpy" / "__init__.py").write_bytes(bytes(5))
    assert door.is_ready(door.LOCK, door.SIZES) and not door.is_ready(door.LOCK, door.CONTENT)
    door.prepared(door.LOCK, door.CONTENT)
    assert environment.asked == ["anew", "installed"]


@pytest.mark.parametrize("left", ["", "whole", "\n\n\nwhole", "\0"])
def test_a_broken_mark_is_none(door, environment, left):
    Path(door.stamp(door.LOCK)).write_text(left, encoding="utf-8")
    assert not door.is_ready(door.LOCK)
    Path(door.stamp(door.LOCK)).write_text(door.fingerprint(door.LOCK) + left, encoding="utf-8")
    assert not door.is_ready(door.LOCK)


def test_an_environment_that_was_moved_is_placed_and_installed_again(door, environment, tmp_path, monkeypatch):
    moved = tmp_path / "Sổ tay"
    shutil.move(environment.root, moved / ".venv")
    monkeypatch.setattr(door, "VENV", str(moved / ".venv"))
    monkeypatch.setattr(door, "make_venv", lambda anew: environment.asked.append("anew" if anew else "placed"))
    assert not door.is_ready(door.LOCK)
    door.prepared(door.LOCK)
    assert environment.asked == ["placed", "installed again"] and door.is_ready(door.LOCK)


def test_a_set_up_that_left_half_a_package_begins_anew(door, environment):
    """As one that was killed does: there is no mark, and the installer takes what is there for whole."""
    door.forget()
    whole = door.install
    door.install = lambda lock, again: whole(lock, again) if "anew" in environment.asked else None
    (environment.packages / "numpy" / "deep" / "data.txt").unlink()
    door.prepared(door.LOCK)
    assert environment.asked == ["anew", "installed"] and door.is_ready(door.LOCK, door.CONTENT)


def test_the_way_to_the_project_has_no_letter_of_its_path(door, environment):
    path, record = environment.packages / "yearbook.pth", environment.packages / "yearbook-1.0.dist-info" / "RECORD"
    path.write_text("/home/Sổ tay", encoding="utf-8")
    record.write_text("yearbook.pth,sha256=x,14\nyearbook/__init__.py,,\n", encoding="utf-8")
    door.name_the_way()
    assert path.read_text("ascii").strip().replace("\\", "/").strip("./") == ""
    assert (environment.packages / path.read_text("ascii").strip()).resolve() == Path(door.ROOT).resolve()
    assert record.read_text("utf-8") == "yearbook.pth,,\nyearbook/__init__.py,,\n"


def test_a_command_that_fails_for_want_of_a_package_is_mended_and_run_again(door, environment, monkeypatch):
    """The program finds its environment damaged, and says so by its exit code or by not starting at all."""
    for name in (*door.ASTRAY, "YEARBOOK_DOOR", "YEARBOOK_DOUBTED"):
        monkeypatch.setenv(name, "astray")
    monkeypatch.setenv("YEARBOOK_DOUBTED", "")
    for first in (door.DAMAGED, OSError):
        (environment.packages / "numpy" / "deep" / "data.txt").unlink()
        answers, seen = [first, 3], []

        def handed(command, folder, answers=answers, seen=seen):
            seen.append([command, dict(os.environ)])
            answer = answers.pop(0)
            if answer is OSError:
                raise OSError
            return answer

        monkeypatch.setattr(door, "is_active", lambda: False)
        monkeypatch.setattr(door, "hand_over", handed)
        environment.asked.clear()
        assert door.main(["check"]) == 3
        assert environment.asked == ["anew", "installed"]
        assert [command for command, _ in seen] == [[door.venv_python(), "-P", "-m", "yearbook", "check"]] * 2
        assert all(around["PYTHONPATH"] == door.ROOT and "PYTHONHOME" not in around for _, around in seen)


def test_help_on_a_fresh_clone_installs_nothing(door, tmp_path):
    done = subprocess.run(
        [sys.base_prefix + "/bin/python3" if sys.platform != "win32" else sys.executable, str(tmp_path / "run_all.py"), "--help"],
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0 and "--no-pdf" in done.stdout
    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize(
    ("typed", "handed_over"),
    [
        (["test"], []),
        (["test", "-k", "forms"], ["-k", "forms"]),
        (["test", "--nightly", "-x"], ["-m", "nightly", "-x"]),
    ],
)
def test_the_words_after_test_go_to_pytest_and_nightly_asks_for_the_tests_of_the_night(
    door, monkeypatch, typed, handed_over
):
    commands = []
    monkeypatch.setattr(door, "is_active", lambda: True)
    monkeypatch.setattr(door, "satisfies", lambda lock: lock == door.DEV_LOCK)
    monkeypatch.setattr(door, "register_quietly", lambda python: None)
    monkeypatch.setattr(door, "hand_over", lambda command, folder: commands.append((command, folder)) or 0)
    assert door.main(typed) == 0
    assert commands == [([sys.executable, "-P", "-m", "pytest", *handed_over], door.ROOT)]


def test_an_old_python_gets_one_clear_line(door, monkeypatch, capsys):
    monkeypatch.setattr(door.sys, "version_info", (3, 8, 1))
    assert door.main([]) == 1
    assert "3.11" in capsys.readouterr().out


def test_a_file_in_the_place_of_the_environment_is_named(door, tmp_path, capsys):
    (tmp_path / ".venv").write_text("", encoding="utf-8")
    with pytest.raises(door.SetupError, match=r"\.venv"):
        door.prepared(str(tmp_path / "requirements.lock"))
    assert not (tmp_path / ".setting-up").exists(), "the mark of a set-up under way is taken away"


@pytest.mark.parametrize("left", ["999999999", "", "1", "x"])
def test_a_mark_that_another_set_up_left_behind_locks_nothing(door, tmp_path, left):
    (tmp_path / ".setting-up").write_text(left, encoding="utf-8")
    begun = time.monotonic()
    with door.only_one_setup():
        assert (tmp_path / ".setting-up").exists()
    assert not (tmp_path / ".setting-up").exists() and time.monotonic() - begun < 1


def test_one_set_up_waits_for_another_as_long_as_that_lives(door, tmp_path):
    holds = "import runpy, sys, time; door = runpy.run_path(sys.argv[1]); held = door['only_one_setup']().__enter__(); print(1, flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", holds, str(tmp_path / "run_all.py")], stdout=subprocess.PIPE) as other:
        other.stdout.readline()
        try:
            assert not door.only_one_setup().taken()
        finally:
            other.kill()
    with door.only_one_setup():
        pass


def test_an_environment_that_another_python_stands_in_is_damaged_to_what_was_started_in_it(
    door, environment, monkeypatch
):
    assert not door.is_damaged(door.SIZES)
    other = "9.9.9 (a Python that was put underneath)"
    monkeypatch.setattr(door.sys, "version", other)
    assert door.is_damaged(door.SIZES)
