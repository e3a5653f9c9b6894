"""tapipy: tokens, files and a transfer of Tapis v3."""

import time

from tapipy.errors import BaseTapyException
from tapipy.tapis import Tapis

from _answer import answer, raised

kept = {}


def connect(**arguments):
    """Make a client, which looks its tenant up, and buy tokens."""
    tapis = Tapis(**arguments)
    tapis.get_tokens()
    kept["tapis"] = tapis
    return {
        "tenant": tapis.tenant_id,
        "access": tapis.access_token.access_token,
        "refresh": tapis.refresh_token.refresh_token if tapis.refresh_token else None,
        "claims": tapis.access_token.claims,
    }


def connect_with(base_url, access_token, tenant_id):
    """Make a client with a token that somebody else has bought."""
    kept["tapis"] = Tapis(base_url=base_url, access_token=access_token, tenant_id=tenant_id)
    return whoami()


def go_on(**arguments):
    """Make a client with a pair of tokens that somebody else has bought."""
    kept["tapis"] = Tapis(**arguments)
    return whoami()


def refresh():
    """Buy the next tokens."""
    kept["tapis"].refresh_tokens()
    return kept["tapis"].access_token.access_token


def whoami():
    """The name of the token's owner, or what was raised."""
    try:
        return kept["tapis"].authenticator.get_userinfo().username
    except BaseTapyException as error:
        return raised(error)


def create_client(client_id):
    """Make an OAuth client and give its key."""
    return kept["tapis"].authenticator.create_client(client_id=client_id).client_key


def names(system, path):
    """The names in a folder."""
    found = kept["tapis"].files.listFiles(systemId=system, path=path)
    return [{"name": one.name, "type": one.type, "size": one.size} for one in found]


def upload(system, source, path):
    """Upload a file of this machine."""
    kept["tapis"].upload(system_id=system, source_file_path=source, dest_file_path=path)


def download(system, path):
    """What a file holds."""
    return kept["tapis"].files.getContents(systemId=system, path=path).decode()


def change(system, path, new_path):
    """Make a folder, move a file into it, and delete nothing but a copy."""
    files = kept["tapis"].files
    files.mkdir(systemId=system, path="made")
    files.moveCopy(systemId=system, path=path, operation="COPY", newPath="made/copy.txt")
    files.moveCopy(systemId=system, path=path, operation="MOVE", newPath=new_path)
    files.delete(systemId=system, path="made/copy.txt")


def transfer(source, destination):
    """Have the service copy, and wait for it."""
    files = kept["tapis"].files
    task = files.createTransferTask(
        tag="interop", elements=[{"sourceURI": source, "destinationURI": destination}]
    )
    for _ in range(200):
        status = files.getTransferTask(transferTaskId=task.uuid).status
        if status not in ("ACCEPTED", "IN_PROGRESS"):
            return status
        time.sleep(0.05)
    return "time-out"


answer(
    connect=connect,
    connect_with=connect_with,
    go_on=go_on,
    refresh=refresh,
    whoami=whoami,
    create_client=create_client,
    names=names,
    upload=upload,
    download=download,
    change=change,
    transfer=transfer,
)
