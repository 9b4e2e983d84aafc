"""The bytes of an .xlsx file, looked through before they are read: what is no workbook, locked, broken or a bomb.

What reads workbooks is lenient: rows it does not know are left out, the last of two cells in one place wins, and a file
of some kilobytes can keep it busy for hours. So every part goes through a plain XML parser first.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import NoReturn

from yearbook.errors import EditionError
from yearbook.ledger.forms import limits
from yearbook.ledger.forms.parts import BrokenError, Part, Seen, TooMuchError

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_CHUNK = 65_536


@dataclass(frozen=True)
class _Refusal:
    file: str

    def __call__(self, vi: str, en: str) -> NoReturn:
        raise EditionError(vi, en, place=self.file) from None

    def locked(self) -> NoReturn:
        self(
            "tệp được đặt mật khẩu nên không đọc được. Mở bằng Excel, bỏ mật khẩu (File › Info › Protect Workbook › "
            "Encrypt with Password), lưu lại rồi gửi.",
            "the file is protected by a password and cannot be read. Open it in Excel, remove the password, save it.",
        )

    def unreadable(self, where: str = "") -> NoReturn:
        vi, en = (f" (hỏng ở {where})", f" (broken at {where})") if where else ("", "")
        self(
            f"không phải tệp Excel .xlsx còn đọc được{vi}. Mở bằng Excel, lưu lại dạng .xlsx rồi thử lại.",
            f"this is no readable .xlsx file{en}. Open it in Excel, save it as .xlsx and try again.",
        )

    def too_much(self, vi: str, en: str) -> NoReturn:
        self(
            f"tệp có {vi}, nhiều hơn một biểu có thể có. Xóa các dòng, ô định dạng và trang thừa (chọn dòng trống dưới "
            "bảng › Delete) rồi lưu lại, hoặc chép số liệu sang biểu mới.",
            f"the file has {en}, more than a form can have. Delete surplus rows, formatted cells and sheets and save "
            "it again, or copy the data into a new form.",
        )


def looked_through(content: bytes, file: str) -> Seen:
    """Return what a workbook's parts hold. Raises EditionError where it is none that can be read soundly."""
    refuse = _Refusal(file)
    if content.startswith(_OLD_OFFICE):
        if _LOCKED in content:
            refuse.locked()
        refuse(
            "tệp Excel dạng cũ .xls. Mở bằng Excel, lưu lại dạng .xlsx.",
            "a file of the old .xls kind. Open it in Excel and save it as .xlsx.",
        )
    if len(content) > limits.FILE_BYTES:
        megabytes = f"{len(content) / 1e6:.0f} MB"
        refuse.too_much(megabytes, megabytes)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return _seen(package, refuse)
    except TooMuchError as much:
        refuse.too_much(much.vi, much.en)
    except BrokenError as broken:
        refuse.unreadable(str(broken))
    except EditionError:
        raise
    except Exception:  # whatever zipfile and zlib meet in bytes that are anything at all
        refuse.unreadable()


def _seen(package: zipfile.ZipFile, refuse: _Refusal) -> Seen:
    members = package.infolist()
    if any(member.flag_bits & 1 for member in members):
        refuse.locked()
    names = [member.filename.casefold() for member in members]
    if len(names) > limits.PARTS:
        raise TooMuchError(f"{len(names)} phần", f"{len(names)} parts")
    if len(set(names)) < len(names):
        raise BrokenError("hai phần cùng tên / two parts of one name")
    unpacked = sum(member.file_size for member in members)
    if unpacked > limits.UNPACKED_BYTES:
        raise TooMuchError(f"{unpacked / 1e6:.0f} MB khi giải nén", f"{unpacked / 1e6:.0f} MB once unpacked")
    seen = Seen()
    for member in members:
        seen.pictures += member.filename.startswith("xl/media/")
        part = Part(member.filename, seen) if member.filename.endswith((".xml", ".rels")) else None
        with package.open(member) as stream:  # read to its end even where it is no XML, for its checksum
            while chunk := stream.read(_CHUNK):
                if part:
                    part.feed(chunk)
        if part:
            part.close()
    return seen
