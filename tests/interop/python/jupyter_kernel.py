"""Jupyter's side of the kernel: where it looks for kernelspecs, and how a notebook's cell ends."""

import os
import sys

import nbformat
from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from jupyter_core.paths import jupyter_data_dir, jupyter_path
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from _answer import answer, raised


def places():
    """Where kernelspecs may lie, in order, the person's own, and the environment Jupyter lives in."""
    return {
        "searched": jupyter_path("kernels"),
        "own": os.path.join(jupyter_data_dir(), "kernels"),
        "prefix": sys.prefix,
    }


def found(name):
    """The program that a kernel of this name starts."""
    try:
        return KernelSpecManager().get_kernel_spec(name).argv[0]
    except NoSuchKernel as error:
        return raised(error)


def run(name, folder, code):
    """Run a notebook of one cell in a folder; the error that the cell ends with."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    client = NotebookClient(
        notebook, kernel_name=name, timeout=60, resources={"metadata": {"path": folder}}
    )
    try:
        client.execute()
    except CellExecutionError as error:
        return error.evalue


answer(places=places, found=found, run=run)
