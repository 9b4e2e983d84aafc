"""What an archive says to whoever opens it in ten years."""

from __future__ import annotations

from yearbook.press.keep.states import ABSENT
from yearbook.press.prove.manifest import Manifest

_TEXT = """\
# Ấn bản {edition} · Edition {edition}

Mã bản in / print code: {codes}
Làm bằng / made with: {python}, {system} {machine}

## Dựng lại và kiểm tra
Giải nén vào một thư mục trống, rồi chạy ở đó (Python 3.11 trở lên; chắc nhất là đúng bản ghi ở trên):

    python3 run_all.py verify {edition}

Lần đầu, lệnh này tải các gói ghi trong requirements.lock (đúng phiên bản, đúng mã băm) nên cần mạng, và kho gói
Python phải còn giữ chúng. Các gói không nằm trong tệp lưu trữ này vì mỗi loại máy cần một bộ riêng. Muốn giữ cả
các gói thì chạy dòng đầu trên một máy như máy sẽ dựng; dòng sau dựng không cần mạng:

    python3 -m pip download --require-hashes -r requirements.lock -d packages
    PIP_NO_INDEX=1 PIP_FIND_LINKS=packages UV_NO_INDEX=1 UV_FIND_LINKS=packages python3 run_all.py verify {edition}

Bản kê: outputs/{edition}/manifest.json. Kiểm mã băm, mã bản in không cần chương trình này: docs/provenance.md.

## To build it again and check
Unpack into an empty folder, and run there (Python 3.11 or newer; the very one above is the safest):

    python3 run_all.py verify {edition}

The first run fetches the packages of requirements.lock (these versions, these hashes), for which it needs a network,
and a package index that still has them. They are not in this archive, because each kind of machine needs others. To
keep them too, use the pip line above on a machine like the one that will build; the line after it builds offline.

The manifest: outputs/{edition}/manifest.json. Hashes and codes checked without this program: docs/provenance.md.
{warned}"""

_WARNED = """
## Không theo dõi được · Cannot be recorded
Kết quả của những thứ sau có thể khác khi dựng lại / what comes of these may be another when it is built again:

"""


def note(manifest: Manifest) -> str:
    """Return the note of an archive: Markdown, Vietnamese first."""
    system = manifest.system
    return _TEXT.format(
        edition=manifest.edition,
        codes=", ".join(
            f"{code} ({language})" for language, code in sorted(manifest.print_codes.items(), reverse=True)
        ),
        **{name: system.get(name, "") for name in ("python", "system", "machine")},
        warned=_WARNED + "".join(f"- {line}\n" for line in unsure(manifest)) if unsure(manifest) else "",
    )


def unsure(manifest: Manifest) -> list[str]:
    """Return what a book hangs on that no archive can hold: clocks, programs, variables that were set."""
    also = manifest.also_read
    lines = [f"{section}: {', '.join(map(str, doubts))}" for section, doubts in sorted(also["unseen"].items())]
    return lines + [f"${name}" for name, then in sorted(also["variables"].items()) if then != ABSENT]
