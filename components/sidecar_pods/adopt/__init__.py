"""From the manifests that people have to a program that states the same objects with the components."""

from sidecar_pods.adopt.adoption import Adoption, Language, adopt

__all__ = ["Adoption", "Language", "adopt"]
