"""The folder of a distribution. Without this module, Python would import the folder as an empty package."""

raise ImportError("the package is sidecar_pods; install it with: pip install -e ./components")
