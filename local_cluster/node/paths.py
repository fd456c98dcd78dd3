"""Where the node's processes find their files, and where this package keeps the node's scripts."""

from pathlib import Path

NODE_BIN = "/run/local-cluster/bin"
NODE_ETC = "/run/local-cluster/etc"
NODE_PKI = "/run/local-cluster/pki"
NODE_BLOBS = "/run/local-cluster/blobs"
NODE_VOLUME_PLUGINS = "/var/lib/kubelet/volume-plugins"

SCRIPTS = Path(__file__).parent / "scripts"
