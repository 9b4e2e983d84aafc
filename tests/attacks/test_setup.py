"""What may befall an environment and the machine around it: the next command mends it, or says in one line what to do."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import PROJECT

pytestmark = [pytest.mark.nightly, pytest.mark.skipif(sys.platform == "win32", reason="places as POSIX has them")]

AROUND = [
    {"LC_ALL": "C"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"PYTHONOPTIMIZE": "2"},
    *({"PYTHONIOENCODING": name} for name in ("cp1258", "latin-1", "ascii")),
    {"PYTHONHOME": sys.base_prefix},
    {"PYTHONPATH": "/nowhere"},
    {"PYTHONINSPECT": "1"},
    {"PIP_USER": "1", "PIP_TARGET": "/nowhere", "UV_SYSTEM_PYTHON": "1"},
]


class Clone:
    """A copy of the project with an environment of its own."""

    def __init__(self, root):
        self.root, self.venv = root, root / ".venv"
        ignored = shutil.ignore_patterns(".venv", ".git", "outputs", "__pycache__", ".*_cache", "tests", "docs")
        shutil.copytree(PROJECT, root, ignore=ignored)

    @property
    def environment(self):
        """The variables as they are; no file here is also one of what runs the tests, which would take it for changed."""
        names = ("PYTHONPATH", "VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE")
        return {name: value for name, value in os.environ.items() if name not in names} | {"UV_LINK_MODE": "copy"}

    def run(self, *words, around=(), cwd=None, door=None):
        return subprocess.run(
            [getattr(sys, "_base_executable", sys.executable), str(door or self.root / "run_all.py"), *words],
            cwd=cwd or self.root, env={**self.environment, **dict(around)}, stdin=subprocess.DEVNULL, capture_output=True, timeout=300,
            check=False,
        )  # fmt: skip

    def good(self, *words, **how):
        """Tell whether a command ends well, and without a traceback."""
        done = self.run(*(words or ("--list",)), **how)
        return done.returncode == 0 and b"Traceback" not in done.stdout + done.stderr

    @property
    def packages(self):
        return next(self.venv.glob("lib/python*/site-packages"))


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    made = Clone(tmp_path_factory.mktemp("Sổ tay thi đua") / "năm nay")
    assert made.good(around=AROUND[1]), "the first set-up, under a path in Vietnamese that the locale cannot read"
    return made


def test_whatever_is_lost_is_there_again(attack, clone):
    chosen = random.Random(2021)
    packages = clone.packages
    lost = [
        clone.venv / name for name in ("bin/python", "bin", "pyvenv.cfg", "ready-requirements.lock", "lib", "share")
    ]
    lost += [
        packages / name for name in ("yearbook.pth", "pydantic/_internal", "yaml/loader.py", "jinja2", "babel/core.py")
    ]
    lost += chosen.sample(sorted(path for path in packages.iterdir() if path.suffix != ".pyc"), 4)
    for path in lost:
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        attack.hold(
            clone.good("check", "2021") and clone.good("figure", "5%"), f"remove {path.relative_to(clone.root)}"
        )


def test_a_set_up_that_is_killed_is_done_again(attack, clone):
    chosen = random.Random(7)
    for _ in range(4):
        shutil.rmtree(clone.venv)
        with subprocess.Popen(
            [getattr(sys, "_base_executable", sys.executable), str(clone.root / "run_all.py"), "--list"],
            env=clone.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        ) as door:  # fmt: skip
            wait = chosen.uniform(0.1, 12)
            time.sleep(wait)
            if door.poll() is None:
                os.killpg(door.pid, signal.SIGKILL)
        attack.hold(clone.good("check", "2021"), f"kill the set-up after {wait:.1f} s")


def test_whatever_stands_around_it_the_command_is_understood(attack, clone, tmp_path):
    for around in AROUND:
        for words in (["--list"], ["--help"], ["check", "2021"], ["figure", "5%"]):
            attack.hold(clone.good(*words, around=around), f"{around} {words}")
    for name in ("random", "csv", "json", "pandas", "tempfile", "subprocess"):
        (tmp_path / f"{name}.py").write_text("raise RuntimeError\n", encoding="utf-8")
    attack.hold(clone.good("check", "2021", cwd=tmp_path), "in a folder with modules of the library's names")
    attack.hold(clone.good("check", "2021", around={"PYTHONPATH": str(tmp_path / ".")}), "such a folder in PYTHONPATH")
    (tmp_path / "door.py").symlink_to(clone.root / "run_all.py")
    (tmp_path / "folder").symlink_to(clone.root)
    for door in ("door.py", "folder/run_all.py"):
        attack.hold(clone.good("check", "2021", door=tmp_path / door, cwd=tmp_path), f"through the link {door}")


def test_an_environment_from_elsewhere_is_made_to_stand_here(attack, clone, tmp_path):
    moved = Clone(tmp_path / "elsewhere")
    shutil.move(clone.venv, moved.venv)
    attack.hold(moved.good("check", "2021"), "move .venv to another copy")
    said = Path(moved.venv, "bin", "jupyter").read_text("utf-8").splitlines()[:2]
    attack.hold(any(str(moved.venv) in line for line in said), "its programs name their new place")
    attack.hold(str(clone.root) not in (moved.packages / "yearbook.pth").read_text("utf-8"), "the project is this one")
