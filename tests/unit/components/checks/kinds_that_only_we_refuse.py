"""Wrong objects that the API server accepts, though they cannot do what was meant."""

from typing import Final

from tests.unit.components.checks.kinds import Kind

_NAME: Final = {"name": "pages"}

KINDS_THAT_ONLY_WE_REFUSE: Final[dict[str, Kind]] = {
    # Behind a feature gate, without which Kubernetes 1.36 drops the field.
    "apps/v1:RollingUpdateStatefulSetStrategy": Kind(
        {}, [], [({"max_unavailable": "101%"}, "max_unavailable is 101%")]
    ),
    "core/v1:ConfigMapProjection": Kind(_NAME, [], [({"name": "No Spaces"}, 'name is "No Spaces"')]),
    "core/v1:ConfigMapVolumeSource": Kind(_NAME, [], [({"name": "No Spaces"}, 'name is "No Spaces"')]),
    "core/v1:Container": Kind(
        {"name": "1st", "image": "nginx"},
        [],
        [
            ({"image": "nginx latest"}, 'image is "nginx latest"'),
            ({"working_dir": "srv"}, 'working_dir is "srv", a relative path'),
        ],
    ),
    "core/v1:EmptyDirVolumeSource": Kind({}, [], [({"medium": "memory"}, 'medium is "memory"')]),
    "core/v1:ImageVolumeSource": Kind(
        {"reference": "nginx"}, [], [({"reference": "a b"}, 'reference is "a b"')]
    ),
    "core/v1:PersistentVolumeClaimVolumeSource": Kind(
        {"claim_name": "pages"}, [], [({"claim_name": "No Spaces"}, 'claim_name is "No Spaces"')]
    ),
    "core/v1:PodSpec": Kind(
        {"containers": [{"name": "1st", "image": "nginx"}]},
        [],
        [({"termination_grace_period_seconds": -1}, "termination_grace_period_seconds is -1")],
    ),
    "core/v1:Probe": Kind(
        {"tcp_socket": {"port": 80}},
        [],
        [
            ({field: 0}, f"{field} is 0")
            for field in ("period_seconds", "timeout_seconds", "success_threshold", "failure_threshold")
        ],
    ),
    "core/v1:SecretProjection": Kind(_NAME, [], [({"name": "No Spaces"}, 'name is "No Spaces"')]),
    "core/v1:SecretVolumeSource": Kind(
        {"secret_name": "pages"}, [], [({"secret_name": "No Spaces"}, 'secret_name is "No Spaces"')]
    ),
}
"""The objects by the name of their type."""
