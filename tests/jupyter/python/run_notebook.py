"""Runs a notebook as `jupyter nbconvert --execute` does, and draws it as pages.

Takes a job on standard input, as JSON: `notebook` (a path), `folder` (where the kernel starts),
`executed` (where the run notebook goes), `pages` (a path by name: the theme, with `stored` for what
the notebook holds before it is run, shown as one that is not trusted). Says on standard output, as
JSON, the error that ended the run.
"""

import json
import sys

import bleach
import nbformat
from bleach.css_sanitizer import CSSSanitizer
from nbclient.exceptions import CellExecutionError
from nbconvert import HTMLExporter
from nbconvert.preprocessors import ExecutePreprocessor


# What JupyterLab leaves of HTML that it does not trust (its sanitizer.ts), as far as our cells use it or
# could be hidden by it.
TAGS = ["a", "b", "br", "div", "span", "table", "tbody", "td", "th", "thead", "tr"]
STYLES = [
    "background-color", "border", "border-radius", "bottom", "box-sizing", "clip", "color", "display",
    "font-size", "font-weight", "height", "left", "letter-spacing", "line-height", "margin",
    "margin-right", "max-height", "max-width", "opacity", "overflow", "overflow-wrap", "padding",
    "position", "right", "text-align", "text-indent", "top", "vertical-align", "visibility",
    "white-space", "width", "z-index", "zoom",
]


def without_trust(notebook):
    """A notebook as JupyterLab shows it before anybody says that its outputs are to be trusted."""
    css = CSSSanitizer(allowed_css_properties=STYLES)
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            data.pop("image/svg+xml", None)
            if "text/html" in data:
                data["text/html"] = bleach.clean(
                    data["text/html"],
                    tags=TAGS,
                    attributes={"*": ["style"], "a": ["href"]},
                    css_sanitizer=css,
                    strip=True,
                )
    return notebook


def page(notebook, theme):
    # Nothing of it may come from elsewhere: the page must show without a network.
    exporter = HTMLExporter(
        theme=theme,
        mathjax_url="",
        require_js_url="",
        jquery_url="",
    )
    return exporter.from_notebook_node(notebook)[0]


def run(job):
    stored = nbformat.read(job["notebook"], as_version=4)
    notebook = nbformat.read(job["notebook"], as_version=4)
    # As the command makes it: whatever it loses, its readers lose.
    stock = ExecutePreprocessor(timeout=120)
    error = None
    try:
        stock.preprocess(notebook, {"metadata": {"path": job["folder"]}})
    except CellExecutionError as problem:
        error = {"name": problem.ename, "message": problem.evalue}
    nbformat.write(notebook, job["executed"])
    for name, path in job.get("pages", {}).items():
        kept, _, theme = name.rpartition(" ")
        shown = without_trust(stored) if kept == "stored" else notebook
        with open(path, "w", encoding="utf-8") as file:
            file.write(page(shown, theme))
    return {"error": error}


json.dump(run(json.load(sys.stdin)), sys.stdout)
