"""A photograph's file: whether it may be printed, and the small copy that is, without what the camera noted."""

from __future__ import annotations

import io
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from yearbook.ledger.contract import Pair

if TYPE_CHECKING:
    from PIL.Image import Image

FOLDER = "photographs"
KINDS = (".jpg", ".jpeg", ".png")
LARGEST_FILE = 20_000_000  # bytes
MOST_PIXELS = 60_000_000
# What a page carries of each: two thirds of a sheet's width at some 160 dots an inch.
BOX = (720, 480)
LARGEST_COPY = 100_000  # bytes


def fault(folder: Path, name: str) -> Pair | None:
    """Return why a file of the folder of photographs cannot be printed, or nothing."""
    if name != Path(name).name or "\\" in name or name.startswith("."):
        return f"gõ riêng tên tệp trong {FOLDER}/, không gõ đường dẫn.", f"type the file's name in {FOLDER}/, no path."
    if Path(name).suffix.lower() not in KINDS:
        return "ảnh phải là tệp JPEG hoặc PNG.", "a photograph is a JPEG or PNG file."
    path = folder / name
    try:
        state = path.lstat()
    except OSError:
        return f"không có tệp «{name}» trong {FOLDER}/.", f"there is no “{name}” in {FOLDER}/."
    if folder.is_symlink() or not stat.S_ISREG(state.st_mode):
        return (
            "đây là liên kết hoặc thư mục; chép chính tệp ảnh vào.",
            "this is a link or a folder; copy the file itself.",
        )
    if state.st_size > LARGEST_FILE:
        size, limit = state.st_size // 1_000_000, LARGEST_FILE // 1_000_000
        return (
            f"tệp nặng {size} MB, quá {limit} MB; thu nhỏ ảnh.",
            f"the file has {size} MB, over {limit} MB; shrink it.",
        )
    try:
        small_copy(path)
    except ValueError:
        limit = MOST_PIXELS // 1_000_000
        return (
            f"không đọc được ảnh, hoặc ảnh có hơn {limit} triệu điểm ảnh; lưu lại ảnh.",
            f"the picture cannot be read, or has more than {limit} megapixels; save it anew.",
        )
    return None


def small_copy(path: Path) -> bytes:
    """Return a photograph as a JPEG of at most `LARGEST_COPY` bytes that fits `BOX`, upright and without metadata.

    Raises ValueError if it cannot be read, or has more than `MOST_PIXELS`.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        # From bytes: a second look at the path might find another file.
        with Image.open(io.BytesIO(path.read_bytes()), formats=("JPEG", "PNG")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise ValueError("too many pixels")
            opened.draft("RGB", (BOX[0] * 2, BOX[1] * 2))
            image = _on_paper(ImageOps.exif_transpose(opened))
    except (OSError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise ValueError(str(error)) from None
    image.thumbnail(BOX, Image.Resampling.LANCZOS)
    for quality in (82, 70, 58, 46, 34):
        written = _written(image, quality)
        if len(written) <= LARGEST_COPY:
            break
    return written


def _on_paper(image: Image) -> Image:
    """Return an image in plain colours; what it lets through shows white paper."""
    from PIL.Image import alpha_composite, new

    if not image.has_transparency_data:
        return image.convert("RGB")
    seen = image.convert("RGBA")
    return alpha_composite(new("RGBA", seen.size, "white"), seen).convert("RGB")


def _written(image: Image, quality: int) -> bytes:
    from PIL.Image import new

    bare = new("RGB", image.size)
    bare.paste(image)  # the pixels, and nothing that came with them
    target = io.BytesIO()
    bare.save(target, "JPEG", quality=quality, optimize=True)
    return target.getvalue()
