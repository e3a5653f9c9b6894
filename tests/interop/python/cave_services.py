"""CAVEclient's side of CAVE's services."""

import datetime
import webbrowser

from caveclient import CAVEclient

from _answer import answer, raised

webbrowser.open = lambda *args, **kwargs: False
clients = {}


def open_client(**options):
    """Make the client that the other verbs use."""
    clients["one"] = CAVEclient(write_server_cache=False, **options)


def client():
    return clients["one"]


def tokens():
    return client().auth.get_tokens()


def user_information(user_ids):
    """Only administrators may ask; others see how CAVEclient tells it."""
    try:
        return client().auth.get_user_information(user_ids)
    except Exception as error:
        return raised(error)


def info():
    service = client().info
    return {
        "datastacks": service.get_datastacks(),
        "record": service.get_datastack_info(),
        "volumes": service.get_aligned_volumes(),
        "volume": service.get_aligned_volume_info_by_id(1),
        "of_volume": service.get_datastacks_by_aligned_volume("sandbox_cortex_volume"),
        "mirrors": service.get_image_mirrors(),
        "local_server": service.local_server(),
        "annotation": service.annotation_endpoint(),
        "image": service.image_source(),
        "segmentation": service.segmentation_source(),
        "viewer": service.viewer_site(),
        "resolution": [float(value) for value in service.viewer_resolution()],
    }


def upload_state(state):
    return str(client().state.upload_state_json(state))


def get_state(state_id):
    return client().state.get_state_json(int(state_id))


def upload_property(properties):
    return str(client().state.upload_property_json(properties))


def get_property(state_id):
    return client().state.get_property_json(int(state_id))


def url(state_id, **options):
    return client().state.build_neuroglancer_url(int(state_id), **options)


def graph(supervoxels, root_id, day):
    """Ids as text, since they would not survive this pipe as numbers of JavaScript."""
    service = client().chunkedgraph
    moment = datetime.datetime.fromisoformat(day).replace(tzinfo=datetime.timezone.utc)
    supervoxels = [int(one) for one in supervoxels]
    root_id = int(root_id)
    log = service.get_change_log(root_id)
    lineage = service.get_lineage_graph(root_id, timestamp_future=moment)
    return {
        "one": str(service.get_root_id(supervoxels[0], timestamp=moment)),
        "level2": str(service.get_root_id(supervoxels[0], level2=True)),
        "roots": [str(one) for one in service.get_roots(supervoxels, timestamp=moment)],
        "leaves": [str(one) for one in service.get_leaves(root_id)],
        "children": [str(one) for one in service.get_children(root_id)],
        "latest": [bool(one) for one in service.is_latest_roots([root_id])],
        "latest_roots": sorted(str(one) for one in service.get_latest_roots(root_id)),
        "original_roots": sorted(str(one) for one in service.get_original_roots(root_id)),
        "timestamps": [one.timestamp() for one in service.get_root_timestamps([root_id])],
        "merges": log["n_mergers"],
        "past": [str(one) for one in log["past_ids"]],
        "nodes": [str(node["id"]) for node in lineage["nodes"]],
    }


def big_roots(supervoxels):
    """Roots beyond 2**63, as bytes, which CAVEclient does not cast."""
    roots = client().chunkedgraph.get_roots([int(one) for one in supervoxels])
    return [str(one) for one in roots]


def refused(datastack):
    """How CAVEclient tells that a datastack is not open."""
    try:
        client().info.get_datastack_info(datastack)
    except Exception as error:
        return error.response.json()["error"]


answer(
    open_client=open_client,
    tokens=tokens,
    user_information=user_information,
    info=info,
    upload_state=upload_state,
    get_state=get_state,
    upload_property=upload_property,
    get_property=get_property,
    url=url,
    graph=graph,
    big_roots=big_roots,
    refused=refused,
)
