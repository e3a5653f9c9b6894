"""cloud-volume opening a datastack's segmentation with the token that it finds."""

from cloudvolume import CloudVolume

from _answer import answer

kept = {}


def open_volume(path):
    """Open a segmentation, and give what its description says."""
    volume = kept["volume"] = CloudVolume(path, use_https=True)
    return [type(volume).__name__, volume.resolution.tolist(), volume.meta.n_layers]


def roots(ids, timestamp=None):
    """The objects that supervoxels belong to; ids as text."""
    found = kept["volume"].get_roots([int(one) for one in ids], timestamp=timestamp)
    return [str(one) for one in found]


def leaves(root):
    """The supervoxels of an object."""
    volume = kept["volume"]
    return [str(one) for one in volume.get_leaves(int(root), volume.bounds, 0)]


answer(open_volume=open_volume, roots=roots, leaves=leaves)
