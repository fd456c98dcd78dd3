"""The Services and NetworkPolicies among objects, with the Pods that they select."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pod_deploy.shown.graph.fields import mapping, mappings, name_of, namespace_of, sequence, text
from pod_deploy.stack.manifests import Manifest

ANYONE = "anyone"


@dataclass(frozen=True)
class Target:
    """A port of a Pod, as a Service or a NetworkPolicy names it."""

    port: str
    """Number or name; empty for every port."""
    protocol: str = "TCP"
    """Such as `UDP`."""
    shown: str = ""
    """The Service's own port."""
    node_port: str = ""
    """The port of each node that leads to the Service."""


@dataclass(frozen=True)
class Service:
    """A Service, and the ports that it sends requests to."""

    namespace: str
    """Its namespace; empty for `default`."""
    name: str
    """Its name."""
    kind: str
    """How it can be reached, if not by an address inside the cluster."""
    selector: Mapping[str, object]
    """The labels of its Pods; it selects none if this is empty."""
    targets: tuple[Target, ...]
    """The ports that it sends requests to."""

    def selects(self, namespace: str, labels: Mapping[str, object]) -> bool:
        """Return whether the Service selects Pods with these labels."""
        here = same_namespace(self.namespace, namespace)
        return here and bool(self.selector) and self.selector.items() <= labels.items()


@dataclass(frozen=True)
class Rule:
    """Clients that a NetworkPolicy admits, and the ports that they may use."""

    clients: tuple[str, ...]
    """A text for each client, or for all clients together."""
    targets: tuple[Target, ...]
    """The ports."""


@dataclass(frozen=True)
class Policy:
    """A NetworkPolicy for incoming connections."""

    namespace: str
    """Its namespace; empty for `default`."""
    name: str
    """Its name."""
    selector: Mapping[str, object]
    """The selector of its Pods, also with expressions; it is about all Pods if this is empty."""
    rules: tuple[Rule, ...]
    """What it admits; nothing if this is empty."""

    def selects(self, namespace: str, labels: Mapping[str, object]) -> bool:
        """Return whether the policy is about Pods with these labels."""
        return same_namespace(self.namespace, namespace) and _matches(self.selector, labels)


def same_namespace(one: str, other: str) -> bool:
    """Return whether two objects are in one namespace; an object that states none is in `default`."""
    return (one or "default") == (other or "default")


def services_in(objects: Sequence[Manifest]) -> list[Service]:
    """Return the Services among objects."""
    return [
        _service(each) for each in objects if (each.get("apiVersion"), each.get("kind")) == ("v1", "Service")
    ]


def policies_in(objects: Sequence[Manifest]) -> list[Policy]:
    """Return the NetworkPolicies of Kubernetes that limit incoming connections."""
    found: list[Policy] = []
    for each in objects:
        is_policy = text(each, "kind") == "NetworkPolicy" and text(each, "apiVersion").startswith(
            "networking.k8s.io/"
        )
        if is_policy and "Ingress" in (sequence(each, "spec", "policyTypes") or ["Ingress"]):
            rules = tuple(_rule(rule) for rule in mappings(each, "spec", "ingress"))
            selector = mapping(each, "spec", "podSelector")
            found.append(Policy(namespace_of(each), name_of(each), selector, rules))
    return found


def _service(manifest: Manifest) -> Service:
    spec = mapping(manifest, "spec")
    kind = text(spec, "type")
    if text(spec, "clusterIP") == "None":
        kind = "headless"
    return Service(
        namespace_of(manifest),
        name_of(manifest),
        "" if kind == "ClusterIP" else kind,
        mapping(spec, "selector"),
        tuple(_service_target(port) for port in mappings(spec, "ports")),
    )


def _service_target(port: Mapping[str, object]) -> Target:
    number = text(port, "port")
    return Target(
        port=text(port, "targetPort") or number,
        protocol=text(port, "protocol") or "TCP",
        shown=number,
        node_port=text(port, "nodePort"),
    )


def _rule(rule: Mapping[str, object]) -> Rule:
    clients = tuple(_client(peer) for peer in mappings(rule, "from")) or (ANYONE,)
    targets = tuple(_policy_target(port) for port in mappings(rule, "ports")) or (Target("", ""),)
    return Rule(clients, targets)


def _policy_target(port: Mapping[str, object]) -> Target:
    first, last = text(port, "port"), text(port, "endPort")
    return Target(f"{first} to {last}" if last else first, text(port, "protocol") or "TCP")


def _client(peer: Mapping[str, object]) -> str:
    """Return the words for a peer of a NetworkPolicy, such as `Pods app=web in namespaces team=x`."""
    block = mapping(peer, "ipBlock")
    if block:
        excluded = [text(item) for item in sequence(block, "except")]
        return f"addresses {text(block, 'cidr')}" + (f" without {', '.join(excluded)}" if excluded else "")
    pods = _selector_words(mapping(peer, "podSelector"))
    words = f"Pods {pods}" if pods else "all Pods"
    if "namespaceSelector" in peer:
        namespaces = _selector_words(mapping(peer, "namespaceSelector"))
        return f"{words} in namespaces {namespaces}" if namespaces else f"{words} of the cluster"
    return words if pods else f"{words} of the namespace"


def _selector_words(selector: Mapping[str, object]) -> str:
    words = [f"{label}={text(value)}" for label, value in mapping(selector, "matchLabels").items()]
    for each in mappings(selector, "matchExpressions"):
        values = " or ".join(text(value) for value in sequence(each, "values"))
        words.append(" ".join(filter(None, (text(each, "key"), text(each, "operator"), values))))
    return ", ".join(words)


def _matches(selector: Mapping[str, object], labels: Mapping[str, object]) -> bool:
    """Return whether a label selector matches; an empty one matches everything."""
    return mapping(selector, "matchLabels").items() <= labels.items() and all(
        _holds(each, labels) for each in mappings(selector, "matchExpressions")
    )


def _holds(expression: Mapping[str, object], labels: Mapping[str, object]) -> bool:
    key, values = text(expression, "key"), sequence(expression, "values")
    match expression.get("operator"):
        case "In":
            return key in labels and labels[key] in values
        case "NotIn":
            return labels.get(key) not in values
        case "Exists":
            return key in labels
        case "DoesNotExist":
            return key not in labels
        case _:
            return False
