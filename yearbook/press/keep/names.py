"""What code names that is never the same twice, or that opens files past Python: told by the names in it alone.

A clock gives no sign when it is asked, and a reader written in C asks the system itself. So whatever a notebook's code
imports, calls by name or says in so many words is held against what is known of such things, and where one is named
nobody vouches for the result. It may be named in vain; then a notebook runs once too often, and says why.
"""

from __future__ import annotations

import dis
from types import CodeType

TIME, CHANCE, MACHINE, PAST_PYTHON = "time", "chance", "machine", "unseen"

_CLOCK = (
    *("time", "time_ns", "localtime", "gmtime", "ctime", "asctime", "strftime", "clock_gettime", "get_clock_info"),
    *("monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "process_time", "thread_time"),
)
# Named as a module that is imported, or as one of its parts.
_MODULES = {
    **dict.fromkeys(("random", "secrets", "uuid", "numpy.random"), CHANCE),
    **dict.fromkeys(("timeit", "sched"), TIME),
    **dict.fromkeys(("platform", "getpass", "pwd", "grp", "psutil", "resource"), MACHINE),
    **dict.fromkeys(("ctypes", "cffi", "mmap", "posix", "nt", "_posixsubprocess", "_winapi", "gc"), PAST_PYTHON),
    **dict.fromkeys(("multiprocessing", "concurrent.futures.process", "joblib", "dask", "ray"), PAST_PYTHON),
    **dict.fromkeys(("lxml", "pyarrow", "polars", "duckdb", "h5py", "tables", "netCDF4", "pyreadstat"), PAST_PYTHON),
    **dict.fromkeys(("geopandas", "fiona", "pyogrio", "rasterio", "osgeo", "cv2"), PAST_PYTHON),
    **dict.fromkeys(("sqlalchemy", "adbc_driver_manager", "pyodbc", "typst", "python_calamine"), PAST_PYTHON),
}
# Named after a dot, or taken from a module.
_PARTS = {
    **dict.fromkeys(("now", "today", "utcnow", "utctoday"), TIME),
    **dict.fromkeys(("random", "sample", "urandom", "getrandom", "randbytes", "default_rng", "uuid4", "uuid1"), CHANCE),
    **dict.fromkeys(("getpid", "getppid", "gettid", "get_native_id", "get_ident", "getlogin", "getuid"), MACHINE),
    **dict.fromkeys(("cpu_count", "uname", "gethostname", "getloadavg", "disk_usage", "statvfs"), MACHINE),
    **dict.fromkeys(("ProcessPoolExecutor", "read_parquet", "read_feather", "read_orc", "read_hdf"), PAST_PYTHON),
    **dict.fromkeys(("read_html", "read_xml", "read_spss", "read_sql_table", "_io"), PAST_PYTHON),
}
# Said in so many words: pandas.Timestamp("now"), engine="pyarrow".
_SAID = {
    **dict.fromkeys(("now", "today"), TIME),
    **dict.fromkeys(("pyarrow", "lxml", "calamine", "polars"), PAST_PYTHON),
}
_MAGIC, _TIMING = {"run_line_magic", "run_cell_magic"}, ("time", "timeit", "prun")
# Where the workbook lies shows in what these give.
_PLACES = {"getcwd", "cwd", "resolve", "absolute", "abspath", "realpath", "getcwdb"}
_IMPORTS, _TAKES = {"IMPORT_NAME"}, {"IMPORT_FROM", "LOAD_ATTR", "LOAD_METHOD"}
_LOADS, _STORES = {"LOAD_NAME", "LOAD_GLOBAL"}, {"STORE_NAME", "STORE_GLOBAL", "STORE_FAST"}


class Names:
    """The names in all the code that a notebook ran."""

    def __init__(self) -> None:
        self._modules: set[str] = set()
        self._parts: set[str] = set()
        self._loaded: set[str] = set()
        self._stored: set[str] = set()
        self._said: set[str] = set()

    def read(self, code: CodeType) -> None:
        """Take in the names of a piece of code, and of the functions in it."""
        for step in dis.get_instructions(code):
            for wanted, names in (
                (_IMPORTS, self._modules),
                (_TAKES, self._parts),
                (_LOADS, self._loaded),
                (_STORES, self._stored),
            ):
                if step.opname in wanted:
                    names.add(step.argval)
        for constant in code.co_consts:
            if isinstance(constant, CodeType):
                self.read(constant)
            elif isinstance(constant, str):
                self._said.add(constant)
            elif isinstance(constant, tuple):
                self._said.update(part for part in constant if isinstance(part, str))

    def doubts(self) -> list[tuple[str, str]]:
        """Return (what it is, the name) for each name that makes a result one of its own."""
        packages = {
            ".".join(name.split(".")[: place + 1]) for name in self._modules for place in range(name.count(".") + 1)
        }
        modules = packages | {f"{package}.{part}" for package in packages for part in self._parts if package == "numpy"}
        found = [(_MODULES[name], name) for name in sorted(modules & _MODULES.keys())]
        found += [(_PARTS[name], name) for name in sorted(self._parts & _PARTS.keys())]
        found += [(_SAID[name], name) for name in sorted(self._said & _SAID.keys())]
        if "time" in packages:
            found += [(TIME, f"time.{name}") for name in _CLOCK if name in self._parts]
        if self._parts & _MAGIC:
            found += [(TIME, f"%{name}") for name in _TIMING if name in self._said]
        if "id" in self._loaded - self._stored:
            found.append((CHANCE, "id"))
        return found

    @property
    def asks_where(self) -> bool:
        """Tell whether the place of the workbook may show in what the code gives."""
        return bool(self._parts & _PLACES) or "__file__" in self._loaded
