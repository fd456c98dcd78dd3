"""The package host: it serves the components to programs in every language that Pulumi supports."""

from importlib.metadata import version

from pulumi.provider.experimental import component_provider_host

from sidecar_pods import COMPONENTS

if __name__ == "__main__":
    component_provider_host(components=COMPONENTS, name="sidecar", version=version("sidecar-pods"))
