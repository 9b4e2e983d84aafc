"""What every notebook must be made of for the press to read it: told by its first fault, and in which cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from yearbook.errors import YearbookError
from yearbook.press.bind.expressions import KEPT

# Characters of one output, or of a cell's text: more than a reader can bear, and than typesetting can in any time.
MOST_TEXT, MOST_HTML, MOST_PICTURE = 200_000, 500_000, 15_000_000

Fault = tuple[str, str]  # Vietnamese, English


def hold_shape(notebook: Any, file: str, error: Callable[..., YearbookError]) -> None:
    """Hold that a notebook, executed or not, is one. Raises the error given, with the file and the cell."""
    if not isinstance(notebook, Mapping) or not isinstance(notebook.get("cells"), list):
        raise error(*_garbled("cells"), place=file)
    for position, cell in enumerate(notebook["cells"], 1):
        for vi, en in _faults_of_cell(cell):
            raise error(vi, en, place=f"{file} › ô {position}")


def hold_kernel(notebook: Mapping[str, Any], file: str, error: Callable[..., YearbookError]) -> None:
    """Hold that a notebook says, as every notebook that JupyterLab saved does, in what language it is to be run."""
    metadata = notebook.get("metadata")
    told = metadata if isinstance(metadata, dict) else {}
    kernel, language = told.get("kernelspec"), told.get("language_info") or {}
    known = [language.get("name")] if isinstance(language, dict) else []
    known += [kernel.get("language")] if isinstance(kernel, dict) else []
    if not isinstance(kernel, dict) or not isinstance(kernel.get("name"), str) or not isinstance(language, dict):
        raise error(*_without("kernelspec"), place=file)
    if not any(isinstance(name, str) and name for name in known):
        raise error(*_without("language"), place=file)
    if type(notebook.get("nbformat_minor")) is not int:
        raise error(*_garbled("nbformat_minor"), place=file)


def _without(what: str) -> Fault:
    return (
        f"sổ tay không nói chạy bằng gì («{what}»). Mở bằng JupyterLab, chọn kernel Python 3 rồi lưu.",
        f"the notebook does not say what runs it (“{what}”). Open it in JupyterLab, choose the kernel Python 3, save.",
    )


def _faults_of_cell(cell: Any) -> Iterator[Fault]:
    if not isinstance(cell, dict) or cell.get("cell_type") not in ("markdown", "code", "raw"):
        yield _garbled("cell_type")
        return
    metadata = cell.get("metadata", {})
    if not _is_text(cell.get("source")):
        yield _garbled("source")
    elif len(_joined(cell["source"])) > MOST_TEXT:
        yield _too_long(cell["source"])
    if not isinstance(cell.get("id", ""), str):
        yield _garbled("id")
    if not isinstance(metadata, dict):
        yield _garbled("metadata")
        return
    if not _all(metadata.get("tags", []), str):
        yield _garbled("metadata.tags")
    if cell["cell_type"] == "code":
        yield from _faults_of_outputs(cell.get("outputs", []))
    if cell["cell_type"] == "markdown":
        yield from _faults_of_values(metadata.get(KEPT, []))
        yield from _faults_of_attachments(cell.get("attachments"))


def _faults_of_outputs(outputs: Any) -> Iterator[Fault]:
    if not _all(outputs, dict):
        yield _garbled("outputs")
        return
    for output in outputs:
        kind = output.get("output_type")
        if not isinstance(kind, str):
            yield _garbled("output_type")
        elif kind == "stream" and not _is_text(output.get("text")):
            yield _garbled("outputs.text")
        elif kind == "error" and not _all([output.get("ename"), output.get("evalue")], str):
            yield _garbled("outputs.ename")
        elif kind in ("display_data", "execute_result"):
            yield from _faults_of_data(output.get("data"))
        if not isinstance(output.get("metadata", {}), dict):
            yield _garbled("outputs.metadata")


def _faults_of_values(values: Any) -> Iterator[Fault]:
    """Yield what is wrong with the values that stand in prose."""
    if not _all(values, dict):
        yield _garbled(KEPT)
        return
    for value in values:
        result = value.get("result")
        if not isinstance(value.get("expression"), str) or not isinstance(result, dict):
            yield _garbled(KEPT)
        elif result.get("status") == "ok":
            yield from _faults_of_data(result.get("data"))


def _faults_of_attachments(attachments: Any) -> Iterator[Fault]:
    if attachments is None:
        return
    if not isinstance(attachments, dict) or not all(attachments.values()):
        yield _garbled("attachments")
        return
    for data in attachments.values():
        yield from _faults_of_data(data)


def _faults_of_data(data: Any) -> Iterator[Fault]:
    if not isinstance(data, dict):
        yield _garbled("data")
        return
    for mime, value in data.items():
        if mime.startswith(("text/", "image/")):
            if not _is_text(value):
                yield _garbled(f"data.{mime}")
            elif mime != "text/plain" and len(_joined(value)) > _most(mime):
                yield _too_long(value)


def _most(mime: str) -> int:
    return MOST_HTML if mime == "text/html" else MOST_TEXT if mime.startswith("text/") else MOST_PICTURE


def _is_text(value: Any) -> bool:
    return isinstance(value, str) or _all(value, str)


def _all(values: Any, kind: type) -> bool:
    return isinstance(values, list) and all(isinstance(value, kind) for value in values)


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)


def _garbled(what: str) -> Fault:
    return (
        f"sổ tay hỏng: thiếu hoặc sai «{what}». Mở bằng JupyterLab, chạy lại rồi lưu, hoặc lấy lại bản trước.",
        f"the notebook is garbled: “{what}” is lacking or wrong. Run and save it in JupyterLab, or go back to the last "
        "version.",
    )


def _too_long(value: str | list[str]) -> Fault:
    length = f"{len(_joined(value)) / 1_000_000:.1f}"
    return (
        f"ô này in ra {length.replace('.', ',')} triệu chữ, không ai đọc hết và không in được. Chỉ đưa ra phần cần "
        "đọc, ví dụ bang.head(20).",
        f"this cell shows {length} million characters, which nobody reads and no press prints. Show what is to be "
        "read, for instance table.head(20).",
    )
