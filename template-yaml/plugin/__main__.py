"""Serve the components of sidecar-pods to the Pulumi CLI."""

from sidecar_pods.package.serving import serve

if __name__ == "__main__":
    serve()
