"""Ways for a notebook to use something that can change: what its cell says, and what is changed afterwards.

All of it is made up. `{out}` is a folder outside the workbook, `{root}` the workbook. A way is KEPT if nothing it uses
was changed and its result may then be believed; ALWAYS if it must run every time.
"""

from __future__ import annotations

from dataclasses import dataclass

KEPT, ALWAYS = "kept", "always"
# What is changed: a file gets another content, a file appears, one goes, a folder takes the place of a file.
CONTENT, APPEARS, GOES, FOLDER, TOUCHED, VARIABLE = "content", "appears", "goes", "folder", "touched", "variable"


@dataclass(frozen=True)
class Way:
    """One way: the cell, what is changed (kind, path), and whether it may be kept until then."""

    name: str
    code: str
    kind: str = CONTENT
    path: str = "{root}/data/a.csv"
    until: str = KEPT


def _ways() -> list[Way]:
    inside, outside = "'../data/a.csv'", "r'{out}/a.csv'"
    ways = []
    for where, path, changed in (("inside", inside, "{root}/data/a.csv"), ("outside", outside, "{out}/a.csv")):
        reading = {
            "open": "open({p}).read()",
            "binary": "open({p}, 'rb').read()",
            "os.open": "import os\nos.read(os.open({p}, os.O_RDONLY), 9)",
            "pathlib": "import pathlib\npathlib.Path({p}).read_text()",
            "io": "import io\nio.open({p}).read()",
            "FileIO": "import io\nio.FileIO({p}).read()",
            "codecs": "import codecs\ncodecs.open({p}).read()",
            "fileinput": "import fileinput\nlist(fileinput.input([{p}]))",
            "linecache": "import linecache\nlinecache.getlines({p})",
            "csv": "import csv\nlist(csv.reader(open({p})))",
            "pandas": "import pandas\npandas.read_csv({p})",
            "numpy": "import numpy\nnumpy.genfromtxt({p}, delimiter=',')",
            "fromfile": "import numpy\nnumpy.fromfile({p}, dtype='u1')",
            "memmap": "import numpy\nbytes(numpy.memmap({p}, dtype='u1', mode='r'))",
            "loadtxt": "import numpy\nnumpy.loadtxt({p}, delimiter=',')",
            "a thread": "from concurrent.futures import ThreadPoolExecutor\nlist(ThreadPoolExecutor().map(lambda p: open(p).read(), [{p}]))",
            "copy": "import shutil, tempfile\nshutil.copy({p}, tempfile.mkdtemp())",
            "filecmp": "import filecmp\nfilecmp.cmp({p}, {p}, shallow=False)",
            "hashlib": "import hashlib\nhashlib.file_digest(open({p}, 'rb'), 'md5').hexdigest()",
            "exec": "exec('open(' + repr({p}) + ').read()')",
            "eval": "eval('open(' + repr({p}) + ').read()')",
            "runpy": "import runpy\ntry:\n    runpy.run_path({p})\nexcept Exception: pass",
            "dir_fd": "import os\nd = os.open(os.path.dirname({p}), os.O_RDONLY)\nos.read(os.open('a.csv', os.O_RDONLY, dir_fd=d), 9)",
            "chdir": "import os\nos.chdir(os.path.dirname({p}))\nopen('a.csv').read()",
            "getsize": "import os\nos.path.getsize({p})",
            "stat": "import os\nos.stat({p}).st_size",
            "lstat": "import os\nos.lstat({p}).st_size",
            "Path.stat": "import pathlib\npathlib.Path({p}).stat().st_size",
            "fstat": "import os\nos.fstat(os.open({p}, os.O_RDONLY)).st_size",
            "scandir size": "import os\n[e.stat().st_size for e in os.scandir(os.path.dirname({p}))]",
        }
        ways += [Way(f"{name}, {where}", code.replace("{p}", path), path=changed) for name, code in reading.items()]
        asking = {
            "exists": "import os\nos.path.exists({p})",
            "isfile": "import os\nos.path.isfile({p})",
            "lexists": "import os\nos.path.lexists({p})",
            "access": "import os\nos.access({p}, os.R_OK)",
            "Path.exists": "import pathlib\npathlib.Path({p}).exists()",
            "listdir": "import os\nos.listdir(os.path.dirname({p}))",
            "scandir": "import os\n[e.name for e in os.scandir(os.path.dirname({p}))]",
            "walk": "import os\nlist(os.walk(os.path.dirname({p})))",
            "fwalk": "import os\n[x[:3] for x in os.fwalk(os.path.dirname({p}))]",
            "glob": "import glob, os\nglob.glob(os.path.dirname({p}) + '/*.csv')",
            "glob of an exact name": "import glob\nglob.glob({p})",
            "iterdir": "import os, pathlib\nlist(pathlib.Path(os.path.dirname({p})).iterdir())",
            "rglob": "import os, pathlib\nlist(pathlib.Path(os.path.dirname({p})).rglob('*'))",
            "listdir by descriptor": "import os\nos.listdir(os.open(os.path.dirname({p}), os.O_RDONLY))",
            "try": "try:\n    open({p})\nexcept OSError: pass",
        }
        ways += [
            Way(f"{name}, {where}, gone", code.replace("{p}", path), GOES, changed) for name, code in asking.items()
        ]
        there = {
            name: asking[name] for name in ("exists", "lexists", "access", "glob of an exact name", "try", "listdir")
        }
        new, changed = path.replace("a.csv", "new.csv"), changed.replace("a.csv", "new.csv")
        ways += [
            Way(f"{name}, {where}, new", code.replace("{p}", new), APPEARS, changed) for name, code in there.items()
        ]
    ways += [
        Way("a file becomes a folder", "import os\nos.path.exists('../data/a.csv')", FOLDER),
        Way("mtime", "import os\nos.path.getmtime('../data/a.csv')", TOUCHED),
        Way("mtime outside", "import os\nos.path.getmtime(r'{out}/a.csv')", TOUCHED, "{out}/a.csv"),
        Way("scandir date", "import os\n[e.stat().st_mtime for e in os.scandir('../data')]", TOUCHED),
        Way("readlink", "import os\nos.readlink('../data/link')", GOES, "{root}/data/link"),
        Way("through a link", "open('../data/link').read()"),
        Way("through a link to the workbook", "open(r'{out}/book/data/a.csv').read()"),
        Way("a relative way outside", "import os\nopen(os.path.relpath(r'{out}/a.csv')).read()", path="{out}/a.csv"),
        Way("a dot file", "open('../data/.hidden').read()", path="{root}/data/.hidden"),
        Way("a dot folder", "open('../.settings/a').read()", path="{root}/.settings/a"),
        Way("a file at home", "import os\nopen(os.path.expanduser('~') and r'{out}/.config/a').read()", path="{out}/.config/a"),
        Way("another notebook", "open('09_other.ipynb').read()", path="{root}/notebooks/09_other.ipynb"),
        Way("sqlite3", "import sqlite3\nsqlite3.connect('../data/a.db').execute('select 1').fetchall()", path="{root}/data/a.db"),
        Way("sqlite3 outside", "import sqlite3\nsqlite3.connect(r'{out}/a.db').close()", path="{out}/a.db"),
        Way("sqlite3 by address", "import sqlite3\nsqlite3.connect(r'file:{out}/a.db?mode=ro', uri=True).close()", path="{out}/a.db"),
        Way("read_sql", "import pandas, sqlite3\npandas.read_sql('select 1', sqlite3.connect(r'{out}/a.db'))", path="{out}/a.db"),
        Way("exists below outputs", "import os\nos.path.exists('../outputs/a.csv')", APPEARS, "{root}/outputs/a.csv", ALWAYS),
        Way("listdir below outputs", "import os\nos.listdir('../outputs')", APPEARS, "{root}/outputs/a.csv", ALWAYS),
        Way("open below outputs", "try:\n    open('../outputs/a.csv')\nexcept OSError: pass", APPEARS, "{root}/outputs/a.csv", ALWAYS),
        Way("moved away", "import os\nos.rename(r'{out}/a.csv', r'{out}/c.csv')\nopen(r'{out}/c.csv').read()", path="{out}/c.csv", until=ALWAYS),
        Way("raw stat", "import posix\nposix.stat('../data/a.csv').st_size", until=ALWAYS),
        # modules
        Way("a helper", "import helper", path="{root}/notebooks/helper.py"),
        Way("a helper in a function", "def f():\n    import helper\nf()", path="{root}/notebooks/helper.py"),
        Way("a helper by spec", "import importlib.util as u\ns = u.spec_from_file_location('h', 'helper.py')\nm = u.module_from_spec(s)\ns.loader.exec_module(m)", path="{root}/notebooks/helper.py"),
        Way("a helper unloaded", "import sys, helper\ndel sys.modules['helper']", path="{root}/notebooks/helper.py"),
        Way("a helper by importlib", "import importlib\nimportlib.import_module('helper')", path="{root}/notebooks/helper.py"),
        Way("a helper outside", "import sys\nsys.path.insert(0, r'{out}')\nimport outer", path="{out}/outer.py"),
        Way("a helper in a dot folder", "import sys\nsys.path.insert(0, '../.settings')\nimport dotted", path="{root}/.settings/dotted.py"),
        Way("a helper that appears and wins", "import sys\nsys.path.insert(0, r'{out}')\nsys.path.insert(0, r'{out}/first')\nimport outer", APPEARS, "{out}/first/outer.py"),
        Way("a helper that takes a library's place", "import colorsys", APPEARS, "{root}/notebooks/colorsys.py"),
        Way("a package of one's own", "import pack.part", path="{root}/notebooks/pack/part.py"),
        Way("pkgutil.get_data", "import pkgutil\npkgutil.get_data('pack', 'data.txt')", path="{root}/notebooks/pack/data.txt"),
        Way("importlib.resources", "import importlib.resources as r\nr.files('pack').joinpath('data.txt').read_text()", path="{root}/notebooks/pack/data.txt"),
        Way("%run", "%run helper.py", path="{root}/notebooks/helper.py"),
        Way("%run of a notebook", "%run 09_other.ipynb", path="{root}/notebooks/09_other.ipynb"),
        Way("only compiled", "import compiled", path="{root}/notebooks/compiled.pyc"),
        Way("zipped", "import sys\nsys.path.insert(0, r'{out}/z.zip')\nimport zipped", path="{out}/z.zip"),
        # the surroundings
        Way("getenv", "import os\nos.getenv('SHELF')", VARIABLE, "SHELF"),
        Way("environ", "import os\nos.environ['SHELF']", VARIABLE, "SHELF"),
        Way("environ.get", "from os import environ\nenviron.get('SHELF')", VARIABLE, "SHELF"),
        Way("in environ", "import os\n'SHELF' in os.environ", VARIABLE, "SHELF"),
        Way("environb", "import os\nos.environb[b'SHELF']", VARIABLE, "SHELF"),
        Way("expandvars", "import os\nos.path.expandvars('$SHELF')", VARIABLE, "SHELF"),
        Way("%env", "%env SHELF", VARIABLE, "SHELF"),
        Way("a variable of the terminal", "import os\nos.environ.get('COLUMNS')", VARIABLE, "COLUMNS"),
        Way("a variable of the terminal by getenv", "import os\nos.getenv('TERM')", VARIABLE, "TERM"),
        Way("a variable of the terminal in a helper", "import terminal\nterminal.f()", VARIABLE, "COLUMNS"),
        Way("all variables", "import os\ndict(os.environ)", VARIABLE, "SHELF", ALWAYS),
        Way("time zone", "import datetime\ndatetime.datetime(2021, 1, 1).astimezone()", VARIABLE, "TZ"),
        Way("locale", "import locale\nlocale.setlocale(locale.LC_ALL, '')", VARIABLE, "LC_ALL"),
    ]  # fmt: skip
    never_the_same = {
        "now": "import datetime\ndatetime.datetime.now()",
        "today": "from datetime import date\ndate.today()",
        "utcnow": "import datetime as d\nd.datetime.utcnow()",
        "time": "import time\ntime.time()",
        "from time": "from time import time as t\nt()",
        "strftime": "import time\ntime.strftime('%Y')",
        "perf_counter": "import time\ntime.perf_counter()",
        "Timestamp.now": "import pandas as pd\npd.Timestamp.now()",
        "Timestamp of a word": "import pandas as pd\npd.Timestamp('now')",
        "to_datetime": "import pandas as pd\npd.to_datetime('today')",
        "datetime64": "import numpy as np\nnp.datetime64('now')",
        "in a function": "def f():\n    import time\n    return time.time_ns()\nf()",
        "in a helper": "import clock\nclock.f()",
        "in a text": "exec('import time; time.time()')",
        "getattr": "import datetime\ngetattr(datetime.datetime, 'now')()",
        "%time": "%time 1",
        "random": "import random\nrandom.random()",
        "from random": "from random import choice\nchoice('ab')",
        "numpy random": "import numpy as np\nnp.random.rand()",
        "default_rng": "import numpy as np\nnp.random.default_rng().random()",
        "sample": "import pandas as pd\npd.Series([1, 2]).sample()",
        "urandom": "import os\nos.urandom(3)",
        "uuid": "import uuid\nuuid.uuid4()",
        "secrets": "import secrets\nsecrets.token_hex()",
        "pid": "import os\nos.getpid()",
        "id": "id(object())",
        "host": "import socket\nsocket.gethostname()",
        "platform": "import platform\nplatform.node()",
        "cores": "import os\nos.cpu_count()",
        "subprocess": "import subprocess\nsubprocess.run(['true'])",
        "os.system": "import os\nos.system('true')",
        "popen": "import os\nos.popen('true').read()",
        "bang": "!true",
        "%%bash": "%%bash\ntrue",
        "fork and exec": "import os\np = os.fork()\nif not p: os.execv('/bin/true', ['true'])\nos.waitpid(p, 0);",
        "posix_spawn": "import os\nos.waitpid(os.posix_spawn('/bin/true', ['true'], {}), 0);",
        "multiprocessing": "import multiprocessing as m\np = m.get_context('fork').Process(target=print)\np.start()\np.join()",
        "network": "import socket\ntry:\n    socket.create_connection(('127.0.0.1', 9), 0.1)\nexcept OSError: pass",
        "urllib": "import urllib.request\ntry:\n    urllib.request.urlopen('http://127.0.0.1:9', timeout=0.1)\nexcept OSError: pass",
        "ctypes": "import ctypes\nctypes.CDLL(None).getpid()",
        "lxml": "from lxml import etree\netree.parse(r'{out}/a.xml')",
        "lxml html": "import lxml.html\nlxml.html.parse(r'{out}/a.xml')",
        "read_html": "import pandas as pd\npd.read_html(r'{out}/a.xml')",
        "read_xml": "import pandas as pd\npd.read_xml(r'{out}/a.xml')",
        "typst": "import typst\ntry:\n    typst.compile(r'{out}/a.typ')\nexcept Exception: pass",
    }  # fmt: skip
    return ways + [Way(name, code, until=ALWAYS) for name, code in never_the_same.items()]


WAYS = tuple(_ways())
