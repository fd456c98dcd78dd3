"""Right and wrong objects of the types of volumes."""

from typing import Final

from tests.unit.components.checks.kinds import Kind

_NAME: Final = {"name": "pages"}

KINDS_OF_VOLUMES: Final[dict[str, Kind]] = {
    "core/v1:Volume": Kind(
        {"name": "data", "empty_dir": {}},
        [],
        [({"config_map": _NAME}, "has config_map and empty_dir")],
    ),
    "core/v1:EmptyDirVolumeSource": Kind(
        {"medium": "Memory"},
        [{"medium": ""}, {"medium": "HugePages"}, {"medium": "HugePages-2Mi"}],
        [],
    ),
    "core/v1:ConfigMapVolumeSource": Kind(
        {**_NAME, "default_mode": 0o777},
        [{"default_mode": 0}],
        [
            ({"name": None}, "name is missing"),
            ({"default_mode": 0o1000}, "default_mode is 512"),
            ({"default_mode": -1}, "default_mode is -1"),
        ],
    ),
    "core/v1:SecretVolumeSource": Kind(
        {"secret_name": "pages", "default_mode": 0o400},
        [],
        [
            ({"secret_name": None, "optional": True}, "secret_name is missing"),
            ({"default_mode": 644}, "default_mode is 644"),
        ],
    ),
    "core/v1:KeyToPath": Kind(
        {"key": "index.html", "path": "a/index.html"},
        [{"mode": 0o444, "path": "a..b"}, {"key": "a b"}],
        [
            ({"key": ""}, "key is empty"),
            ({"path": ""}, "path is empty"),
            ({"path": "/a"}, 'path is "/a"'),
            ({"path": "a/../b"}, 'path is "a/../b"'),
            ({"path": "..data"}, 'path is "..data"'),
            ({"mode": 512}, "mode is 512"),
        ],
    ),
    "core/v1:PersistentVolumeClaimVolumeSource": Kind(
        {"claim_name": "pages.data"}, [], [({"claim_name": ""}, "claim_name is empty")]
    ),
    "core/v1:DownwardAPIVolumeSource": Kind(
        {"items": [], "default_mode": 0o644}, [], [({"default_mode": 644}, "default_mode is 644")]
    ),
    "core/v1:DownwardAPIVolumeFile": Kind(
        {"path": "labels", "field_ref": {"field_path": "metadata.labels"}},
        [
            {"mode": 0, "field_ref": {"field_path": "metadata.annotations['Example.com/x']"}},
            {"field_ref": None, "resource_field_ref": {"container_name": "1st", "resource": "limits.cpu"}},
        ],
        [
            ({"path": "..labels"}, 'path is "..labels"'),
            ({"mode": 512}, "mode is 512"),
            ({"field_ref": None}, "has no source"),
            (
                {"resource_field_ref": {"container_name": "1st", "resource": "limits.cpu"}},
                "has field_ref and resource_field_ref",
            ),
            ({"field_ref": {"field_path": "status.podIP"}}, 'has the field_path "status.podIP"'),
            (
                {"field_ref": None, "resource_field_ref": {"resource": "limits.cpu"}},
                "has a resource_field_ref without a container_name",
            ),
        ],
    ),
    "core/v1:ProjectedVolumeSource": Kind(
        {"sources": [], "default_mode": 0o440}, [], [({"default_mode": 440 * 2}, "default_mode is 880")]
    ),
    "core/v1:VolumeProjection": Kind(
        {"config_map": _NAME},
        [{"config_map": None}, {"config_map": None, "secret": _NAME}],
        [({"secret": _NAME}, "has config_map and secret")],
    ),
    "core/v1:ConfigMapProjection": Kind(_NAME, [], [({"name": None}, "name is missing")]),
    "core/v1:SecretProjection": Kind(_NAME, [], [({"name": None}, "name is missing")]),
    "core/v1:ServiceAccountTokenProjection": Kind(
        {"path": "token"},
        [{"expiration_seconds": 600}, {"expiration_seconds": 2**32, "audience": ""}],
        [
            ({"path": ""}, "path is empty"),
            ({"path": "/token"}, 'path is "/token"'),
            ({"expiration_seconds": 599}, "expiration_seconds is 599"),
        ],
    ),
    "core/v1:ClusterTrustBundleProjection": Kind(
        {"path": "ca.pem", "signer_name": "example.com/ca"},
        [{"signer_name": None, "name": "ca"}, {"label_selector": {}}],
        [
            ({"path": "/ca.pem"}, 'path is "/ca.pem"'),
            ({"signer_name": "ca"}, 'signer_name is "ca"'),
            ({"signer_name": None}, "has no name"),
            ({"name": "ca"}, "has name and signer_name"),
            ({"signer_name": None, "name": "ca", "label_selector": {}}, "has name and label_selector"),
        ],
    ),
    "core/v1:PodCertificateProjection": Kind(
        {"signer_name": "example.com/ca", "key_type": "ED25519", "credential_bundle_path": "bundle.pem"},
        [
            {"credential_bundle_path": "", "key_path": "key.pem", "certificate_chain_path": "chain.pem"},
            {"max_expiration_seconds": 3600},
        ],
        [
            ({"signer_name": "ca"}, 'signer_name is "ca"'),
            ({"key_type": "RSA1024"}, 'key_type is "RSA1024"'),
            ({"credential_bundle_path": "/x"}, 'credential_bundle_path is "/x"'),
            ({"key_path": "/x"}, 'key_path is "/x"'),
            ({"certificate_chain_path": "/x"}, 'certificate_chain_path is "/x"'),
            ({"max_expiration_seconds": 3599}, "max_expiration_seconds is 3599"),
        ],
    ),
    "core/v1:ImageVolumeSource": Kind({"reference": "nginx"}, [], []),
    "core/v1:HostPathVolumeSource": Kind(
        {"path": "/var/lib"},
        [{"path": "var"}],
        [({"path": ""}, "path is empty"), ({"path": "/var/../etc"}, 'path is "/var/../etc"')],
    ),
    "core/v1:NFSVolumeSource": Kind(
        {"server": "nfs.example.com", "path": "/pages"},
        [],
        [({"server": ""}, "server is empty"), ({"path": "pages"}, 'path is "pages", a relative path')],
    ),
    "core/v1:CSIVolumeSource": Kind(
        {"driver": "CSI.example.com"},
        [],
        [({"driver": "a b"}, 'driver is "a b"'), ({"driver": "x" * 64}, "driver is 64 characters long")],
    ),
    "core/v1:ISCSIVolumeSource": Kind(
        {"target_portal": "10.0.0.1", "iqn": "iqn.2001-04.com.example:x", "lun": 0},
        [
            {"lun": 255, "initiator_name": "iqn.2001-04.com.example:y"},
            {"chap_auth_session": True, "secret_ref": _NAME},
        ],
        [
            ({"target_portal": ""}, "target_portal is empty"),
            ({"iqn": "x"}, 'iqn is "x"'),
            ({"initiator_name": "x"}, 'initiator_name is "x"'),
            ({"lun": 256}, "lun is 256"),
            ({"chap_auth_discovery": True}, "has chap_auth_discovery and no secret_ref"),
        ],
    ),
    "core/v1:FCVolumeSource": Kind(
        {"target_wwns": ["500a0982991b8dc5"], "lun": 2},
        [{"target_wwns": [], "wwids": ["3600508b400105e210000900000490000"], "lun": None}],
        [
            ({"lun": 256}, "lun is 256"),
            ({"lun": None}, "has target_wwns and no lun"),
            ({"target_wwns": None}, "has no target"),
            ({"wwids": ["x"]}, "has target_wwns and wwids"),
        ],
    ),
    "core/v1:FlockerVolumeSource": Kind(
        {"dataset_name": "x"},
        [{"dataset_name": "", "dataset_uuid": "x"}],
        [
            ({"dataset_name": None}, "has no dataset"),
            ({"dataset_uuid": "x"}, "has dataset_name and dataset_uuid"),
        ],
    ),
    "core/v1:AWSElasticBlockStoreVolumeSource": Kind(
        {"volume_id": "x", "partition": 0},
        [],
        [({"volume_id": ""}, "volume_id is empty"), ({"partition": 256}, "partition is 256")],
    ),
    "core/v1:GCEPersistentDiskVolumeSource": Kind(
        {"pd_name": "x", "partition": 255},
        [],
        [({"pd_name": ""}, "pd_name is empty"), ({"partition": -1}, "partition is -1")],
    ),
    "core/v1:AzureFileVolumeSource": Kind(
        {"secret_name": "x", "share_name": "x"},
        [],
        [({"secret_name": ""}, "secret_name is empty"), ({"share_name": ""}, "share_name is empty")],
    ),
    "core/v1:FlexVolumeSource": Kind({"driver": "example.com/x"}, [], [({"driver": ""}, "driver is empty")]),
    "core/v1:GitRepoVolumeSource": Kind(
        {"repository": "https://example.com/x", "directory": "."},
        [{"directory": ""}],
        [({"repository": ""}, "repository is empty"), ({"directory": ".."}, 'directory is ".."')],
    ),
}
"""The objects by the name of their type."""
