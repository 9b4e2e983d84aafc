"""run_all.py by itself: what it decides before anything is installed."""

import importlib.util
import subprocess
import sys

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


def test_a_half_made_or_outdated_environment_is_not_ready(door, tmp_path):
    lock = str(tmp_path / "requirements.lock")
    assert not door.is_ready(lock)
    python = tmp_path / ".venv" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    python.parent.mkdir(parents=True)
    python.touch()
    assert not door.is_ready(lock), "no stamp"
    (tmp_path / ".venv" / "ready-requirements.lock").write_text(door.fingerprint(lock), encoding="utf-8")
    assert door.is_ready(lock)
    (tmp_path / "requirements.lock").write_text("numpy==2.0 \\\n    --hash=sha256:aa\n", encoding="utf-8")
    assert not door.is_ready(lock), "the lock has changed"


def test_the_larger_environment_serves_the_smaller_lock(door, tmp_path):
    python = tmp_path / ".venv" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    python.parent.mkdir(parents=True)
    python.touch()
    dev = str(tmp_path / "requirements-dev.lock")
    (tmp_path / ".venv" / "ready-requirements-dev.lock").write_text(door.fingerprint(dev), encoding="utf-8")
    assert door.is_ready(str(tmp_path / "requirements.lock"))


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
        (["test", "--nightly", "-x"], ["-m", "nightly", "-n", "0", "-x"]),
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
    assert commands == [([sys.executable, "-m", "pytest", *handed_over], door.ROOT)]


def test_an_old_python_gets_one_clear_line(door, monkeypatch, capsys):
    monkeypatch.setattr(door.sys, "version_info", (3, 8, 1))
    assert door.main([]) == 1
    assert "3.11" in capsys.readouterr().out


def test_a_file_in_the_place_of_the_environment_is_named(door, tmp_path, capsys):
    (tmp_path / ".venv").write_text("", encoding="utf-8")
    with pytest.raises(door.SetupError, match=r"\.venv"):
        door.prepared(str(tmp_path / "requirements.lock"))
    assert not (tmp_path / ".setting-up").exists(), "the mark of a set-up under way is taken away"


def test_a_mark_left_by_a_dead_set_up_is_taken_over(door, tmp_path):
    (tmp_path / ".setting-up").write_text("999999999", encoding="utf-8")
    with door.only_one_setup():
        assert (tmp_path / ".setting-up").exists()
    assert not (tmp_path / ".setting-up").exists()
