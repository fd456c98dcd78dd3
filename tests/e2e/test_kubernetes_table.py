"""The table of Kubernetes' types is the one of the local cluster's Kubernetes."""

import runpy

import pytest

from tests.e2e.cluster import Cluster
from tests.e2e.kubectl import Kubectl
from tests.unit.packaging.places import ROOT

TOOL = runpy.run_path(str(ROOT / "tools" / "kubernetes_table.py"))


def test_the_table_is_the_one_that_the_api_server_gives(cluster: Cluster, kubectl: Kubectl) -> None:
    if not cluster.local:
        pytest.skip("needs the local cluster: the table is of its version of Kubernetes")

    def get(path: str) -> str:
        return kubectl("get", "--raw", path)

    made = TOOL["text"](TOOL["table"](TOOL["read_schemas"](get)))
    assert TOOL["TABLE"].read_text() == made, "expected the output of: make kubernetes-table"
