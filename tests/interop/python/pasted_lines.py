"""Lines that a person pastes into Python before they use globus-sdk."""

from _answer import answer


def display_name(lines, client_id, app_name, endpoint):
    """Run the lines, and ask for the name of a collection with the tokens of an app."""
    exec(lines, {})
    import globus_sdk

    with globus_sdk.UserApp(app_name, client_id=client_id) as app:
        return globus_sdk.TransferClient(app=app).get_endpoint(endpoint)["display_name"]


def variables(lines):
    """Run the lines, and give the variables."""
    exec(lines, {})
    import os

    return dict(os.environ)


answer(display_name=display_name, variables=variables)
