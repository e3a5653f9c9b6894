"""Apps of globus-sdk that call Transfer: what they do about consents, refusals, faults and pages."""

import globus_sdk
from globus_sdk.gare import GlobusAuthorizationParameters
from globus_sdk.globus_app import GlobusAppConfig
from globus_sdk.transport import RetryConfig

from _answer import answer
from _person import person

transfer_server = "transfer.api.globus.org"
kept = {}


def _use(app, **options):
    kept["app"] = app
    kept["transfer"] = globus_sdk.TransferClient(app=app, **options)
    kept["auth"] = globus_sdk.AuthClient(app=app)


def user_app(page_url, client_id, redrive=False, max_retries=None):
    """Make an app for a person, who allows everything, and log in."""
    kept["person"] = person(page_url)
    config = GlobusAppConfig(
        request_refresh_tokens=True,
        login_flow_manager=kept["person"],
        auto_redrive_gares=redrive,
    )
    app = globus_sdk.UserApp("interop", client_id=client_id, config=config)
    options = {} if max_retries is None else {"retry_config": RetryConfig(max_retries=max_retries)}
    _use(app, **options)
    app.login()
    return kept["auth"].userinfo()["sub"]


def client_app(client_id, client_secret):
    """Make an app that is its own identity."""
    _use(globus_sdk.ClientApp("interop", client_id=client_id, client_secret=client_secret))
    return kept["auth"].userinfo()["sub"]


def logins():
    """How often the person was asked."""
    return kept["person"].logins


def ls(endpoint):
    """The names in a collection's root, or what was raised."""
    try:
        return [item["name"] for item in kept["transfer"].operation_ls(endpoint, path="/")]
    except globus_sdk.GlobusAPIError as error:
        consent = error.info.consent_required
        return {
            "raised": type(error).__name__,
            "status": error.http_status,
            "code": error.code,
            "scopes": consent.required_scopes if consent else None,
        }


def bookmarks():
    """The names of the bookmarks."""
    return [bookmark["name"] for bookmark in kept["transfer"].bookmark_list()]


def log_in_for(scopes):
    """Log in once more, for scopes that a refusal named."""
    parameters = GlobusAuthorizationParameters(required_scopes=scopes)
    kept["app"].login(auth_params=parameters)


def ask_for_data(endpoint):
    """Have the app require access to a collection's data, and log in where it must."""
    kept["transfer"].add_app_data_access_scope(endpoint)
    required = kept["app"].login_required()
    kept["app"].login()
    return [required, kept["app"].login_required()]


def revoke(kind):
    """End the app's token for Transfer."""
    token = getattr(kept["app"].token_storage.get_token_data(transfer_server), kind)
    client = globus_sdk.NativeAppAuthClient(kept["app"].client_id)
    return client.oauth2_revoke_token(token)["active"]


def task_ids():
    """Every task: in the pages that the SDK makes, and by counting on."""
    transfer = kept["transfer"]
    paged = [task["task_id"] for task in transfer.paginated.task_list().items()]
    counted = []
    while True:
        page = transfer.task_list(limit=1000, offset=len(counted))
        counted.extend(task["task_id"] for task in page)
        if len(counted) >= page["total"]:
            return [paged, counted]


def page_lengths(text):
    """How many matches of a search each page has that the SDK makes."""
    found = kept["transfer"].paginated.endpoint_search(text)
    return [len(page["DATA"]) for page in found]


def submit(source, destination, path):
    """Submit a transfer of one file."""
    data = globus_sdk.TransferData(source, destination)
    data.add_item(path, path)
    return kept["transfer"].submit_transfer(data)["task_id"]


def wait(task, timeout, interval):
    """Whether a task ended in time."""
    return kept["transfer"].task_wait(task, timeout=timeout, polling_interval=interval)


answer(
    user_app=user_app,
    client_app=client_app,
    logins=logins,
    ls=ls,
    bookmarks=bookmarks,
    log_in_for=log_in_for,
    ask_for_data=ask_for_data,
    revoke=revoke,
    task_ids=task_ids,
    page_lengths=page_lengths,
    submit=submit,
    wait=wait,
)
