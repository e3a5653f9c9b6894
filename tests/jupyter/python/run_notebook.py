"""Runs a notebook in a real kernel, as Jupyter does, and draws it as a page.

Takes a job on standard input, as JSON: `notebook` (a path), `folder` (where the kernel starts),
`kernel`, `executed` (where the run notebook goes), `pages` (a path by theme). Says on standard
output, as JSON, how many displays were updated in place, and the error that ended the run.
"""

import json
import sys
from queue import Empty

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionComplete, CellExecutionError
from nbconvert import HTMLExporter

QUIET_SECONDS = 0.25


class PatientClient(NotebookClient):
    """Takes outputs that come after a cell has ended, too, as a notebook's window does.

    The kernel sends a cell's last value after it has said that the cell is done, and nbclient would
    lose it.
    """

    updates = 0

    async def _async_poll_output_msg(self, parent_msg_id, cell, cell_index):
        timeout = None
        while True:
            try:
                message = await self.kc.iopub_channel.get_msg(timeout=timeout)
            except Empty:
                return
            if message["parent_header"].get("msg_id") != parent_msg_id:
                continue
            self.updates += message["msg_type"] == "update_display_data"
            try:
                self.process_message(message, cell, cell_index)
            except CellExecutionComplete:
                timeout = QUIET_SECONDS


def page(notebook, theme):
    # Nothing of it may come from elsewhere: the page must show without a network.
    exporter = HTMLExporter(theme=theme, mathjax_url="", require_js_url="", jquery_url="")
    return exporter.from_notebook_node(notebook)[0]


def run(job):
    notebook = nbformat.read(job["notebook"], as_version=4)
    client = PatientClient(
        notebook,
        kernel_name=job["kernel"],
        timeout=120,
        resources={"metadata": {"path": job["folder"]}},
        allow_errors=False,
        record_timing=False,
    )
    error = None
    try:
        client.execute()
    except CellExecutionError as problem:
        error = {"name": problem.ename, "message": problem.evalue}
    nbformat.write(notebook, job["executed"])
    for theme, path in job.get("pages", {}).items():
        with open(path, "w", encoding="utf-8") as file:
            file.write(page(notebook, theme))
    return {"updates": client.updates, "error": error}


json.dump(run(json.load(sys.stdin)), sys.stdout)
