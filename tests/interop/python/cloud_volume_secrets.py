"""cloud-volume's side of CAVE's secret files, and that of cloud-files, which it brings."""

import cloudfiles.secrets
import cloudvolume.secrets

from _answer import answer

answer(
    cloudvolume=lambda domain: cloudvolume.secrets.cave_credentials(domain),
    cloudfiles=lambda server: cloudfiles.secrets.cave_credentials(server),
)
