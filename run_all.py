#!/usr/bin/env python3
"""The front door: makes the environment if it is not there, then hands over to the yearbook.

Only the standard library is used here, and nothing newer than Python 3.6 is written before the version is checked.
"""

import os
import sys

ROOT = os.path.dirname(os.path.realpath(__file__) if os.path.islink(__file__) else os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
LOCK = os.path.join(ROOT, "requirements.lock")
DEV_LOCK = os.path.join(ROOT, "requirements-dev.lock")
OLDEST = (3, 11)
SIZES, CONTENT = "sizes", "content"  # how closely an environment is looked at that is doubted
DAMAGED = 75  # what a command ends with whose environment has lost something, where it cannot start this program itself
# What would make another Python of the one asked for, or have installers install elsewhere.
ASTRAY = ("PYTHONHOME", "PYTHONPATH", "PYTHONPLATLIBDIR", "PYTHONOPTIMIZE", "PYTHONINSPECT", "__PYVENV_LAUNCHER__",
          "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_PYTHON", "UV_TARGET", "UV_PREFIX", "UV_SYSTEM_PYTHON", "UV_PYTHON")

SHORT_HELP = """Dựng niên giám từ số liệu và sổ tay. / Build the yearbook from records and notebooks.

  python3 run_all.py              mọi ấn bản trong params/        every edition in params/
  python3 run_all.py 2021         một ấn bản                      one edition
  python3 run_all.py new 2022     mở ấn bản năm mới               start the edition of a new year
  python3 run_all.py check 2022   xem còn thiếu, sai gì           what is missing or wrong
  python3 run_all.py form 2022    tạo biểu Excel                  make the Excel form
  python3 run_all.py take A.xlsx  nhận biểu đã điền               take returned forms
  python3 run_all.py watch 2022   xem niên giám khi đang sửa      see the book while editing
  python3 run_all.py lab [2022]   mở JupyterLab trên các sổ tay   open JupyterLab on the notebooks
  python3 run_all.py verify 2021  dựng lại, so từng tệp           build again and compare
  python3 run_all.py archive 2021 gói một tệp để lưu trữ          one file to keep it by
  python3 run_all.py figure "5%"  đọc thử một con số              how one figure is read
  python3 run_all.py test         chạy bộ kiểm thử                run the test suite

  --only SECTION  --language vi|en  --no-pdf  --docx  --explain  --force  --audit  --list  --help

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
    command = ["-m", "pytest", *words_for_pytest(arguments[1:])] if testing else ["-m", "yearbook", *arguments]
    # What runs long, or past our own program, would not come back to have its environment mended: it is looked at before.
    doubted = os.environ.pop("YEARBOOK_DOUBTED", "") or (SIZES if arguments[:1] in (["test"], ["watch"], ["lab"]) else "")
    os.environ.pop("YEARBOOK_DOOR", None)
    try:
        if is_active() and satisfies(lock):
            register_quietly(sys.executable)
            os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (ROOT, os.environ.get("PYTHONPATH"))))
            return hand_over([sys.executable, "-P", *command], ROOT if testing else None)
        if wants_help(arguments) and not is_ready(lock):
            print(SHORT_HELP)
            return 0
        for name in ASTRAY:
            os.environ.pop(name, None)
        if not doubted:
            os.environ["YEARBOOK_DOOR"] = base_python()
        code = hand_over_to_our_own(lock, doubted, command, ROOT if testing else None)
        return hand_over_to_our_own(lock, SIZES, command, ROOT if testing else None) if code == DAMAGED else code
    except SetupError as error:
        print("LỖI: {}".format(error), file=sys.stderr)
        return 1
    except OSError as error:
        print("LỖI: {}: {}. Kiểm tra tệp, quyền và chỗ trống trên đĩa. / Check this file, the rights and the free space.".format(error.filename or ROOT, error.strerror), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nĐã dừng khi đang chuẩn bị; lần chạy sau sẽ làm lại. / Stopped while setting up; run again.", file=sys.stderr)
        return 130


def hand_over_to_our_own(lock, doubted, command, folder):
    """Hand over to .venv, made or mended as far as it must be; return the exit code, DAMAGED where its Python does not start."""
    python = prepared(lock, doubted)
    os.environ["PYTHONPATH"] = ROOT
    try:
        return hand_over([python, "-P", *command], folder)
    except OSError:
        return DAMAGED


def words_for_pytest(words):
    """Return the words after `test` as pytest knows them: `--nightly` asks for the tests that are marked so, and no others."""
    return [part for word in words for part in (["-m", "nightly"] if word == "--nightly" else [word])]


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


def mark(lock, lists):
    """Return what the mark says: what .venv was made from, where it stands, when its packages last changed, and each list of files."""
    return "\n".join([fingerprint(lock), place(), changed(), *lists, "whole"])


def place():
    """Return where .venv stands, in letters that any encoding has."""
    return os.fsencode(os.path.realpath(VENV)).hex()


def changed():
    """Return when a package was last put into .venv or taken out."""
    return str(os.stat(packages()).st_mtime_ns)


def packages():
    """Return the folder of .venv's packages."""
    return os.path.join(VENV, "Lib", "site-packages") if os.name == "nt" else os.path.join(VENV, "lib", "python{}.{}".format(*sys.version_info[:2]), "site-packages")


def marked(lock):
    """Return the lines of the mark by which .venv serves a lock, and the lock it names; the larger one serves for the smaller."""
    for candidate in (lock, DEV_LOCK):
        try:
            with open(stamp(candidate), encoding="utf-8", errors="replace") as file:
                lines = file.read().split("\n")
        except OSError:
            continue
        if lines[0] == fingerprint(candidate) and lines[-1] == "whole":
            return lines[:-1], candidate
    return [], lock


def is_ready(lock, doubted=""):
    """Tell whether .venv was made here, to the end, from this lock; where it was touched since, or is doubted, look at every file."""
    lines, named = marked(lock)
    if lines[1:2] != [place()] or not stands():
        return False
    if not doubted and lines[2:3] == [changed()]:
        return True
    if lost(lines[3:], doubted) or (doubted and not works(venv_python())):
        return False
    try:
        write(stamp(named), mark(named, lines[3:]))
    except OSError:
        pass  # it is looked at again next time
    return True


def stands():
    """Tell at a glance whether .venv and the Python that it was made from are there."""
    try:
        with open(os.path.join(VENV, "pyvenv.cfg"), encoding="utf-8", errors="surrogateescape") as file:
            homes = [line.partition("=")[2].strip() for line in file if line.partition("=")[0].strip() == "home"]
        return os.path.isfile(venv_python()) and os.path.isdir(packages()) and bool(homes) and os.path.isdir(homes[0])
    except OSError:
        return False


def lists_of_files():
    """Return, for each distribution in .venv, the size and name of its list of files."""
    names = sorted(name for name in os.listdir(packages()) if name.endswith(".dist-info"))
    return ["{} {}".format(os.stat(os.path.join(packages(), name, "RECORD")).st_size, name) for name in names]


def lost(lists, doubted=SIZES):
    """Return the first file in .venv that is not as it was installed, or nothing: by its size, or by its CONTENT."""
    import base64
    import csv
    import hashlib

    path = packages()
    try:
        for line in lists:
            size, _, name = line.partition(" ")
            path = os.path.join(name, "RECORD")
            with open(os.path.join(packages(), path), encoding="utf-8", newline="") as file:
                if os.fstat(file.fileno()).st_size != int(size):
                    return path
                for path, digest, size in csv.reader(file):
                    where = os.path.join(packages(), path)
                    # What Python compiles by itself may come and go.
                    if not path.endswith(".pyc") and os.stat(where).st_size != int(size or os.stat(where).st_size):
                        return path
                    if doubted == CONTENT and digest.startswith("sha256="):
                        with open(where, "rb") as content:
                            seen = base64.urlsafe_b64encode(hashlib.sha256(content.read()).digest())
                        if seen.decode().rstrip("=") != digest[len("sha256="):]:
                            return path
    except (OSError, ValueError, csv.Error):
        return path
    return ""


def is_damaged(doubted):
    """Tell whether .venv, having been made to the end, has lost something since; asked by what the front door started.

    Without a mark by this Python, the one in .venv is not the one it was made with.
    """
    lines = marked(LOCK)[0]
    return not lines or not stands() or bool(lost(lines[3:], doubted))


def venv_python():
    """Return the path of .venv's interpreter."""
    return os.path.join(VENV, "Scripts", "python.exe") if os.name == "nt" else os.path.join(VENV, "bin", "python")


def base_python():
    """Return the interpreter that does not go with an environment."""
    return getattr(sys, "_base_executable", None) or sys.executable


def prepared(lock, doubted=""):
    """Return the interpreter of a ready .venv, making, completing or mending it first. Raises SetupError."""
    if is_ready(lock, doubted):
        return venv_python()
    import time

    begun = time.monotonic()
    lines = marked(lock)[0]
    missing = lines and (lost(lines[3:], doubted) or ("python" if doubted or not stands() else ""))
    if missing and lines[1] == place():
        print("Môi trường .venv bị hỏng («{}»), dựng lại … / .venv is damaged, made again …".format(missing), flush=True)
    else:
        print("Chuẩn bị môi trường .venv … / Setting up .venv …", flush=True)
    with only_one_setup():
        if is_ready(lock, doubted):
            return venv_python()
        lines = marked(lock)[0]
        moved = bool(lines) and lines[1] != place()
        whole = stands() and works(venv_python()) and not lost(lines[3:], doubted)
        for anew in [False, True] if whole else [True]:
            forget()
            if anew or moved:
                make_venv(anew)
            install(lock, moved and not anew)
            register(venv_python())
            try:
                lists = lists_of_files()
                missing = lost(lists)
            except OSError as error:
                missing = error.filename
            if not missing:
                break
        else:
            raise SetupError("môi trường vừa dựng đã thiếu «{}». Kiểm tra ổ đĩa, trình diệt vi-rút. / the environment just made lacks a file; check the disk and the virus scanner.".format(missing))
        getattr(os, "sync", int)()  # a mark that outlives what it speaks of would be believed
        write(stamp(lock), mark(lock, lists))
    print("  xong sau {:.0f} giây / done in {:.0f} s".format(*[time.monotonic() - begun] * 2), flush=True)
    return venv_python()


def forget():
    """Take away every mark that says .venv is ready, before anything in it changes."""
    for lock in (LOCK, DEV_LOCK):
        try:
            os.unlink(stamp(lock))
        except (FileNotFoundError, NotADirectoryError):
            pass


def write(path, text):
    """Put a text in the place of another, so that no half of it is ever read and no copy elsewhere is changed."""
    with open(path + ".new", "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    os.replace(path + ".new", path)


def works(python):
    """Tell whether an interpreter starts, is of this very version, and is .venv's own."""
    import subprocess

    asks = "import os, sys; sys.exit(sys.argv[1:] != [sys.version, os.path.realpath(sys.prefix)])"
    try:
        return not subprocess.run([python, "-c", asks, sys.version, os.path.realpath(VENV)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
    except OSError:
        return False


def make_venv(anew):
    """Make an empty .venv; not `anew`, only name its place in it again. Raises SetupError."""
    import shutil

    if os.path.lexists(VENV) and not os.path.isdir(VENV):
        raise SetupError("«.venv» là một tệp, không phải thư mục. Xóa hoặc đổi tên nó. / .venv is a file; remove it.")
    uv = shutil.which("uv")
    if uv and run([uv, "venv", "--quiet", "--clear" if anew else "--allow-existing", "--python", base_python(), VENV], None, None):
        return
    run(
        [base_python(), "-m", "venv", *(["--clear"] if anew else []), VENV],
        "Không tạo được .venv. Trên Debian, Ubuntu: cài gói python3-venv. Kiểm tra quyền ghi và chỗ trống trên đĩa.",
        "Could not make .venv. On Debian or Ubuntu install python3-venv; check the rights and free space of this folder.",
    )


def install(lock, again):
    """Install exactly the lock, every file by its hash, `again` also what is there: with uv where it can be had, else with pip. Raises SetupError."""
    uv = found_uv()
    if uv:
        # Compiled once here: where Python may not write its caches, each notebook would compile pandas anew.
        sync = [*uv, "pip", "sync", "--quiet", "--compile-bytecode", "--python", venv_python(), "--require-hashes", *(["--reinstall"] if again else []), lock]
        # Without a network, what was once installed on this machine is still kept.
        if run(sync, None, None) or run([*sync, "--offline"], None, None):
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
    if not run([python, "-m", "uv", "pip", build[0], "--python", python, *build[1:]], None, None):
        run(
            [python, "-m", "pip", *build, "--disable-pip-version-check"],
            "Không đăng ký được dự án vào môi trường. Xóa .venv rồi chạy lại.",
            "Could not register the project in the environment. Delete .venv and run again.",
        )
    if python == venv_python():
        name_the_way()


def name_the_way():
    """Have .venv name the project by the way to it: Python reads that file as the machine's locale is, not as the path was written."""
    import glob
    import re

    path = os.path.join(packages(), "yearbook.pth")
    if os.path.isfile(path):
        write(path, os.path.relpath(ROOT, packages()) + "\n")
        for record in glob.glob(os.path.join(glob.escape(packages()), "yearbook-*.dist-info", "RECORD")):
            with open(record, encoding="utf-8") as file:
                text = file.read()
            write(record, re.sub(r"^yearbook\.pth,.*$", "yearbook.pth,,", text, flags=re.M))


def run(command, vi, en):
    """Run a quiet command; return whether it succeeded. With a message, failure raises SetupError with its last lines."""
    import subprocess

    try:
        # Installers hold the lock of the set-up too: one that outlives us is waited for. In .venv, pip installs into .venv.
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace", close_fds=False, env=dict(os.environ, PIP_USER="0", PYTHONUTF8="1"))
        good, said = done.returncode == 0, done.stdout
    except OSError as error:
        good, said = False, str(error)
    if not good and vi:
        last = "\n".join("     | " + line for line in said.strip().splitlines()[-6:])
        raise SetupError("{}\n     {}\n{}".format(vi, en, last))
    return good


class only_one_setup:  # noqa: N801 - reads as a phrase in a with statement
    """Let one set-up work at a time. The lock goes with its process, however that ends; a file left behind locks nothing."""

    path = os.path.join(ROOT, ".setting-up")

    def __enter__(self):
        import time

        told = False
        while not self.taken():
            if not told:
                print("  một lần chuẩn bị khác đang chạy, chờ … / another set-up is under way, waiting …", flush=True)
                told = True
            time.sleep(0.2)
        return self

    def taken(self):
        """Take the lock, or tell that another has it. Raises SetupError."""
        try:
            self.file = open(self.path, "a")
        except OSError as error:
            raise SetupError("không ghi được vào thư mục này ({}). / this folder cannot be written.".format(error.strerror))
        try:
            if os.name == "nt":
                import msvcrt

                msvcrt.locking(self.file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                os.set_inheritable(self.file.fileno(), True)
                fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Who held it before may have taken away the very file that we opened.
            if os.path.samestat(os.fstat(self.file.fileno()), os.stat(self.path)):
                return True
        except FileNotFoundError:
            pass
        except OSError as error:
            import errno

            if error.errno not in (errno.EACCES, errno.EAGAIN, errno.EDEADLK):
                return True  # a disk that knows no locks
        self.file.close()
        return False

    def __exit__(self, *_):
        if os.name == "nt":
            self.file.close()
        try:
            os.unlink(self.path)
        except OSError:
            pass
        self.file.close()


def hand_over(command, folder):
    """Become the command where the system can, else run it; return its exit code. `folder` is where it runs."""
    os.environ["PYTHONUTF8"] = "1"
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
    # Only what Python brought: a random.py of the workbook, or of PYTHONPATH, is not the one that is meant here.
    theirs = {os.path.abspath(folder) for folder in [sys.path[0], *os.environ.get("PYTHONPATH", "").split(os.pathsep)]}
    sys.path[:] = [folder for folder in sys.path if os.path.abspath(folder) not in theirs]
    sys.exit(main(sys.argv[1:]))
