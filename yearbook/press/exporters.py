"""The nbconvert face of the press: any notebook as one page, one PDF or one Word document in the house style."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

from nbconvert.exporters import Exporter
from nbconvert.preprocessors import ExecutePreprocessor
from nbformat import NotebookNode

from yearbook.language import LANGUAGES, slug
from yearbook.press.bind.book import Book
from yearbook.press.bind.chapters import chapter
from yearbook.press.bind.matter import loose_book
from yearbook.press.bind.sections import assigned, tags
from yearbook.press.print.page import page
from yearbook.press.print.typeset import typeset
from yearbook.press.run.evaluate import EvaluatingClient, say_which

_SECTION_NAME = re.compile(r"(\d{2})_([a-z][a-z0-9_]*)")


class EvaluatingPreprocessor(EvaluatingClient, ExecutePreprocessor):
    """`--execute`, which evaluates the prose as well; switched on and set as nbconvert's own is."""

    def preprocess(self, nb: NotebookNode, resources: Any = None, km: Any = None) -> tuple[NotebookNode, Any]:
        """Run a notebook that knows its name."""
        if self.enabled:
            say_which(nb, (resources or {}).get("metadata", {}).get("name", ""))
        return super().preprocess(nb, resources, km)


class _YearbookExporter(Exporter):
    """Turns a notebook into a loose Book of one chapter; notebooks not written for the book degrade, never break."""

    def _init_preprocessors(self) -> None:
        """Let our own preprocessor run the cells where nbconvert's would."""
        own = f"{EvaluatingPreprocessor.__module__}.{EvaluatingPreprocessor.__name__}"
        self.default_preprocessors = [
            own if name.endswith(".ExecutePreprocessor") else name for name in self.default_preprocessors
        ]
        super()._init_preprocessors()

    def _book(self, notebook: NotebookNode, resources: dict[str, Any]) -> Book:
        name = (resources.get("metadata") or {}).get("name") or "notebook"
        match = _SECTION_NAME.fullmatch(name)
        number = str(int(match[1])) if match else ""
        language = _language(notebook)
        draft = chapter(
            notebook, slug=match[2] if match else slug(name) or "notebook", number=number, language=language
        )
        return loose_book(draft, language)


class YearbookHTMLExporter(_YearbookExporter):
    """`jupyter nbconvert --to yearbook_html`."""

    export_from_notebook = "Yearbook HTML"
    file_extension = ".html"
    output_mimetype = "text/html"

    def from_notebook_node(  # type: ignore[override]  # every exporter of nbconvert returns its own output
        self, nb: NotebookNode, resources: Any = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        notebook, resources = super().from_notebook_node(nb, resources, **kw)
        return page(self._book(notebook, resources)), resources


class YearbookPDFExporter(_YearbookExporter):
    """`jupyter nbconvert --to yearbook_pdf`."""

    export_from_notebook = "Yearbook PDF"
    file_extension = ".pdf"
    output_mimetype = "application/pdf"

    def from_notebook_node(  # type: ignore[override]  # every exporter of nbconvert returns its own output
        self, nb: NotebookNode, resources: Any = None, **kw: Any
    ) -> tuple[bytes, dict[str, Any]]:
        notebook, resources = super().from_notebook_node(nb, resources, **kw)
        return typeset(self._book(notebook, resources)), resources


class YearbookDOCXExporter(_YearbookExporter):
    """`jupyter nbconvert --to yearbook_docx`."""

    export_from_notebook = "Yearbook Word"
    file_extension = ".docx"
    output_mimetype = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

    def from_notebook_node(  # type: ignore[override]  # every exporter of nbconvert returns its own output
        self, nb: NotebookNode, resources: Any = None, **kw: Any
    ) -> tuple[bytes, dict[str, Any]]:
        from yearbook.press.print.word.document import word_document  # not for who asks for another format

        notebook, resources = super().from_notebook_node(nb, resources, **kw)
        return word_document(self._book(notebook, resources)), resources


def _language(notebook: NotebookNode) -> str:
    """Return the language a notebook was run in: the injected parameters', else the declared default, else vi."""
    found = "vi"
    for wanted in ("parameters", "injected-parameters"):
        for cell in notebook.cells:
            if wanted in tags(cell):
                with suppress(SyntaxError, ValueError):
                    found = assigned(cell.source).get("language", found)
    return found if found in LANGUAGES else "vi"
