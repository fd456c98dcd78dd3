"""The package host: it serves the components to programs in every language that Pulumi supports."""

from sidecar_pods.package.serving import serve

if __name__ == "__main__":
    serve()
