"""The left column of a page of docs/migration, as one program, each row by itself so that it can be named."""

import collections
import collections.abc
import contextlib
import io
import traceback
import urllib.request
import warnings
import webbrowser

from _answer import answer

# attrdict, which AgavePy needs, was written before Python 3.10 took these names away.
for name in ("Iterable", "Mapping", "MutableMapping", "Sequence"):
    setattr(collections, name, getattr(collections.abc, name))
webbrowser.open = lambda *args, **kwargs: False
warnings.simplefilter("ignore")


def run(beginning, rows, mark):
    """Run the beginning and then the rows in one namespace; what they print is not looked at.

    Before each row `mark` is asked for, with the row's name: the sandbox's log tells then which
    requests are the row's.
    """
    names = {}
    reachable = _agavepy_reach()
    with contextlib.redirect_stdout(io.StringIO()):
        exec(beginning, names)
        for name, code in rows:
            with contextlib.suppress(urllib.error.HTTPError):
                urllib.request.urlopen(f"{mark}/{urllib.parse.quote(name)}")
            reachable(names.values())
            try:
                exec(code, names)
            except BaseException as error:
                raise AssertionError(f"{name}: {code}\n{traceback.format_exc()}") from error
    return len(rows)


def _agavepy_reach():
    """AgavePy's services answer to each session: they want https, which a loopback server has not."""
    try:
        from agavepy import agave
    except ImportError:
        return lambda values: None
    from _agavepy import reach

    reached = []

    def all_of(values):
        for value in list(values):
            if isinstance(value, agave.Agave) and not any(value is one for one in reached):
                reached.append(value)
                reach(value, agave.load_resource)

    return all_of


answer(run=run)
