"""Lines that a person pastes into Python before they use globus-sdk."""

import contextlib
import io
from code import InteractiveConsole

from _answer import answer


def paste(lines):
    """Type the lines, one after the other, as into an interactive Python, which shall show nothing."""
    console = InteractiveConsole({})
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        for line in lines:
            console.push(line)
    if said.getvalue() != "":
        raise AssertionError(said.getvalue())


def display_name(lines, client_id, app_name, endpoint):
    """Paste the lines, and ask for the name of a collection with the tokens of an app."""
    paste(lines)
    import globus_sdk

    with globus_sdk.UserApp(app_name, client_id=client_id) as app:
        return globus_sdk.TransferClient(app=app).get_endpoint(endpoint)["display_name"]


def variables(lines):
    """Paste the lines, and give the variables."""
    paste(lines)
    import os

    return dict(os.environ)


def services(lines):
    """Paste the lines, and give the address of each service by its name."""
    paste(lines)
    import globus_sdk
    from globus_sdk.config import get_service_url

    clients = [getattr(globus_sdk, name) for name in globus_sdk.__all__ if "Client" in name]
    names = {getattr(client, "service_name", "_base") for client in clients}
    names -= {"_base", "globus_connect_server"}
    return {name: get_service_url(name) for name in names}


answer(display_name=display_name, variables=variables, services=services)
