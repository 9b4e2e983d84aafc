#!/usr/bin/env python3
"""The front door: makes the environment if it is not there, then hands over to the yearbook.

Only the standard library is used here, and nothing newer than Python 3.6 is written before the version is checked.
"""

import os
import sys

ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
LOCK = os.path.join(ROOT, "requirements.lock")
DEV_LOCK = os.path.join(ROOT, "requirements-dev.lock")
OLDEST = (3, 11)

SHORT_HELP = """Dựng niên giám từ số liệu và sổ tay. / Build the yearbook from records and notebooks.

  python3 run_all.py              mọi ấn bản trong params/        every edition in params/
  python3 run_all.py 2021         một ấn bản                      one edition
  python3 run_all.py new 2022     mở ấn bản năm mới               start the edition of a new year
  python3 run_all.py check 2022   xem còn thiếu, sai gì           what is missing or wrong
  python3 run_all.py form 2022    tạo biểu Excel                  make the Excel form
  python3 run_all.py take A.xlsx  nhận biểu đã điền               take returned forms
  python3 run_all.py watch 2022   xem niên giám khi đang sửa      see the book while editing
  python3 run_all.py lab [2022]   mở JupyterLab trên các sổ tay   open JupyterLab on the notebooks
  python3 run_all.py figure "5%"  đọc thử một con số              how one figure is read
  python3 run_all.py test         chạy bộ kiểm thử                run the test suite

  --only SECTION  --language vi|en  --no-pdf  --docx  --explain  --force  --list  --help

Lần chạy đầu tiên tạo môi trường .venv (cần mạng). / The first run makes the environment .venv (needs a network).
"""


class SetupError(Exception):
    """The environment could not be made; the message says what to do."""


def main(arguments):
    """Set up what the arguments need, hand over, and return the exit code."""
    if sys.version_info < OLDEST:
        print("LỖI: cần Python 3.11 trở lên, đang chạy {}.{}. / Python 3.11 or newer is needed.".format(*sys.version_info[:2]))
        return 1
    _speak_utf8()
    testing = arguments[:1] == ["test"]
    lock = DEV_LOCK if testing else LOCK
    try:
        if is_active() and satisfies(lock):
            python = sys.executable
            register_quietly(python)
        else:
            if wants_help(arguments) and not is_ready(lock):
                print(SHORT_HELP)
                return 0
            python = prepared(lock)
    except SetupError as error:
        print("LỖI: {}".format(error), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nĐã dừng khi đang chuẩn bị; lần chạy sau sẽ làm lại. / Stopped while setting up; run again.", file=sys.stderr)
        return 130
    command = [python, "-m", "pytest", *words_for_pytest(arguments[1:])] if testing else [python, "-m", "yearbook", *arguments]
    return hand_over(command, ROOT if testing else None)


def words_for_pytest(words):
    """Return the words after `test` as pytest knows them: `--nightly` asks for the tests that are marked so, and no others, one after another, because some measure time."""
    return [part for word in words for part in (["-m", "nightly", "-n", "0"] if word == "--nightly" else [word])]


def wants_help(arguments):
    """Tell whether only help is asked for."""
    return bool({"-h", "--help"} & set(arguments))


def is_active():
    """Tell whether an environment other than our own is active: a virtual one, or conda's."""
    virtual = sys.prefix != sys.base_prefix or os.environ.get("CONDA_PREFIX") == sys.prefix
    return virtual and os.path.realpath(sys.prefix) != os.path.realpath(VENV)


def satisfies(lock):
    """Tell whether the running environment has every pin of a lock whose marker holds here."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        from packaging.markers import Marker
    except ImportError:
        return False
    for name, pinned, marker in pins(lock):
        if marker and not Marker(marker).evaluate():
            continue
        try:
            if version(name) != pinned:
                return False
        except PackageNotFoundError:
            return False
    return True


def pins(lock):
    """Return (name, version, marker) for each pin of a lock file."""
    import re

    with open(lock, encoding="utf-8") as file:
        text = file.read()
    found = re.findall(r"^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?==([^\s;\\]+)\s*(?:;\s*([^\\\n]+?))?\s*\\?$", text, re.M)
    return [(name, pinned, marker.strip()) for name, pinned, marker in found]


def fingerprint(lock):
    """Return what a ready environment was made from: the lock, the project's own registration, this Python."""
    import hashlib

    digest = hashlib.sha256(sys.version.encode())
    for path in (lock, os.path.join(ROOT, "pyproject.toml")):
        with open(path, "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def stamp(lock):
    """Return the path of the mark that says .venv is ready for a lock."""
    return os.path.join(VENV, "ready-" + os.path.basename(lock))


def is_ready(lock):
    """Tell whether .venv was made, to the end, from this lock; the larger one serves for the smaller."""
    for candidate in {lock, DEV_LOCK}:
        try:
            with open(stamp(candidate), encoding="utf-8") as file:
                if file.read() == fingerprint(candidate) and os.path.exists(venv_python()):
                    return True
        except OSError:
            continue
    return False


def venv_python():
    """Return the path of .venv's interpreter."""
    return os.path.join(VENV, "Scripts", "python.exe") if os.name == "nt" else os.path.join(VENV, "bin", "python")


def prepared(lock):
    """Return the interpreter of a ready .venv, making or completing it first. Raises SetupError."""
    if is_ready(lock):
        return venv_python()
    import shutil
    import time

    begun = time.monotonic()
    print("Chuẩn bị môi trường .venv … / Setting up .venv …", flush=True)
    with only_one_setup():
        if is_ready(lock):
            return venv_python()
        if not works(venv_python()):
            if os.path.isfile(VENV):
                raise SetupError("«.venv» là một tệp, không phải thư mục. Xóa hoặc đổi tên nó. / .venv is a file; remove it.")
            shutil.rmtree(VENV, ignore_errors=True)
            make_venv()
        install(lock)
        register(venv_python())
        with open(stamp(lock), "w", encoding="utf-8") as file:
            file.write(fingerprint(lock))
    print("  xong sau {:.0f} giây / done in {:.0f} s".format(*[time.monotonic() - begun] * 2), flush=True)
    return venv_python()


def works(python):
    """Tell whether an interpreter starts and is of this very version."""
    import subprocess

    try:
        seen = subprocess.run([python, "-c", "import sys; print(sys.version)"], capture_output=True, text=True)
    except OSError:
        return False
    return seen.stdout.strip() == sys.version


def make_venv():
    """Make an empty .venv. Raises SetupError."""
    import shutil

    uv = shutil.which("uv")
    command = [uv, "venv", "--quiet", "--python", sys.executable, VENV] if uv else [sys.executable, "-m", "venv", VENV]
    run(
        command,
        "Không tạo được .venv. Trên Debian, Ubuntu: cài gói python3-venv. Kiểm tra quyền ghi và chỗ trống trên đĩa.",
        "Could not make .venv. On Debian or Ubuntu install python3-venv; check the rights and free space of this folder.",
    )


def install(lock):
    """Install exactly the lock, every file by its hash: with uv where it can be had, else with pip. Raises SetupError."""
    uv = found_uv()
    if uv:
        # Compiled once here: where Python may not write its caches, each notebook would compile pandas anew.
        sync = [*uv, "pip", "sync", "--quiet", "--compile-bytecode", "--python", venv_python(), "--require-hashes", lock]
        if run(sync, None, None):
            return
    if not run([venv_python(), "-m", "pip", "--version"], None, None):
        run([venv_python(), "-m", "ensurepip"], "Thiếu pip trong .venv. Xóa .venv rồi chạy lại.", "pip is missing in .venv; delete it and run again.")
    run(
        [venv_python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", lock],
        "Không cài được các gói. Kiểm tra mạng và chỗ trống trên đĩa rồi chạy lại.",
        "Could not install the packages. Check the network and the free space, then run again.",
    )


def found_uv():
    """Return how to call uv: the one on PATH, else one put into .venv from its pinned, hashed lines of the lock, else None."""
    import re
    import shutil
    import tempfile

    if shutil.which("uv"):
        return [shutil.which("uv")]
    with open(LOCK, encoding="utf-8") as file:
        lines = re.search(r"^uv==.*?(?=^\S(?!\s*#))", file.read() + "\n.", re.M | re.S)
    if not lines:
        return None
    handle, path = tempfile.mkstemp(suffix=".txt")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(lines.group())
        pip = [venv_python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", path]
        return [venv_python(), "-m", "uv"] if run(pip, None, None) else None
    finally:
        os.unlink(path)


def register_quietly(python):
    """Make the project known to an active environment of the user's own; the build itself does not depend on it."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        version("yearbook")
    except PackageNotFoundError:
        try:
            register(python)
        except SetupError:
            print("LƯU Ý: nbconvert sẽ không thấy yearbook_html, yearbook_pdf, yearbook_docx. / nbconvert will not offer our exporters.")


def register(python):
    """Make the project known to an environment, so that nbconvert finds its exporters. Raises SetupError."""
    build = ["install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", ROOT]
    if run([python, "-m", "uv", "pip", build[0], "--python", python, *build[1:]], None, None):
        return
    run(
        [python, "-m", "pip", *build, "--disable-pip-version-check"],
        "Không đăng ký được dự án vào môi trường. Xóa .venv rồi chạy lại.",
        "Could not register the project in the environment. Delete .venv and run again.",
    )


def run(command, vi, en):
    """Run a quiet command; return whether it succeeded. With a message, failure raises SetupError with its last lines."""
    import subprocess

    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        good, said = done.returncode == 0, done.stdout
    except OSError as error:
        good, said = False, str(error)
    if not good and vi:
        last = "\n".join("     | " + line for line in said.strip().splitlines()[-6:])
        raise SetupError("{}\n     {}\n{}".format(vi, en, last))
    return good


class only_one_setup:  # noqa: N801 - reads as a phrase in a with statement
    """Let one set-up work at a time; a mark left by a process that is gone is taken over."""

    path = os.path.join(ROOT, ".setting-up")

    def __enter__(self):
        import time

        told = False
        while True:
            try:
                handle = os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
            except FileExistsError:
                if time.time() - os.path.getmtime(self.path) > 900 or not self.holder_lives():
                    self.release()
                    continue
                if not told:
                    print("  một lần chuẩn bị khác đang chạy, chờ … / another set-up is under way, waiting …", flush=True)
                    told = True
                time.sleep(0.5)
            except OSError as error:
                raise SetupError("không ghi được vào thư mục này ({}). / this folder cannot be written.".format(error.strerror))
            else:
                with os.fdopen(handle, "w") as file:
                    file.write(str(os.getpid()))
                return self

    def __exit__(self, *_):
        self.release()

    def release(self):
        try:
            os.unlink(self.path)
        except OSError:
            pass

    def holder_lives(self):
        """Tell whether the process that holds the mark is there; where that cannot be asked, assume it is."""
        try:
            with open(self.path) as file:
                holder = int(file.read() or 0)
        except (OSError, ValueError):
            return True
        if os.name == "nt" or not holder:
            return True
        try:
            os.kill(holder, 0)
        except ProcessLookupError:
            return False
        except OSError:
            pass
        return True


def hand_over(command, folder):
    """Become the command where the system can, else run it; return its exit code. `folder` is where it runs."""
    os.environ["PYTHONUTF8"] = "1"
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (ROOT, os.environ.get("PYTHONPATH"))))
    if folder:
        os.chdir(folder)
    if hasattr(os, "execv") and os.name == "posix":
        sys.stdout.flush()
        os.execv(command[0], command)
    import subprocess

    process = subprocess.Popen(command)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue  # the command hears Ctrl-C itself and ends in its own words


def _speak_utf8():
    """Print Vietnamese wherever the output goes."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
