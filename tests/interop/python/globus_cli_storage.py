"""globus-cli's own storage of tokens, settings and its client."""

from globus_cli.login_manager import LoginManager
from globus_cli.login_manager.storage import CLIStorage

from _answer import answer


class _Response:
    """As much of a token response as the storage looks at."""

    def __init__(self, by_resource_server):
        self.by_resource_server = by_resource_server


def login(records, client, sub):
    """Leave what a login leaves; returns the namespace it went to."""
    storage = CLIStorage()
    storage.store_well_known_config("auth_client_data", client)
    storage.store(_Response(records))
    storage.store_well_known_config("auth_user_data", {"sub": sub})
    storage.close()
    return storage.adapter.namespace


def read():
    """Every record, by resource server, the client that renews them, and what else is kept."""
    storage = CLIStorage()
    left = {
        "records": storage.adapter.get_by_resource_server(),
        "client": storage.read_well_known_config("auth_client_data"),
        "user": storage.read_well_known_config("auth_user_data"),
        "contracts": sorted(storage.read_well_known_config("scope_contract_versions")),
    }
    storage.close()
    return left


def display_name(endpoint):
    """The name of a collection, asked as a command does, with tokens renewed where need be."""
    client = LoginManager().get_transfer_client()
    return client.get_endpoint(endpoint)["display_name"]


answer(login=login, read=read, display_name=display_name)
