"""The way a scenario's script is spoken to: calls on standard input, answers on standard output."""

import json
import os
import sys


def answer(**verbs):
    """Carry out the calls `[[verb, {argument: value}], ...]` and print the list of what they return.

    What the programs print themselves goes to standard error. An exception ends the process, and so
    the scenario; a verb that expects one catches it and returns `raised(error)`.
    """
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="ascii")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    returned = [verbs[verb](**arguments) for verb, arguments in json.load(sys.stdin.buffer)]
    json.dump(returned, answers)
    answers.close()


def raised(error):
    """The name of an exception's class."""
    return {"raised": type(error).__name__}
