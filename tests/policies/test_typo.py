"""A typo is told from a different name."""

import pytest

from pod_wiring.findings.names import looks_like_a_typo


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("htlm", "html"),
        ("/htm", "/html"),
        ("fronted", "frontend"),
        ("forntend", "frontend"),
        ("frontennd", "frontend"),
        ("fronttend-2", "frontend-2"),
        ("payment-serivce", "payment-service"),
        ("/usr/share/nginx/htm", "/usr/share/nginx/html"),
    ],
)
def test_one_small_edit_looks_like_a_typo(written: str, meant: str) -> None:
    assert looks_like_a_typo(written, meant)
    assert looks_like_a_typo(meant, written)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("web-1", "web-2"),
        ("web-1", "web-11"),
        ("service-a", "service-b"),
        ("zone-1a", "zone-1b"),
        ("user-service", "order-service"),
        ("payment-service", "shipment-service"),
        ("orders", "orders-db"),
        ("grafana", "grafana-db"),
        ("api", "app"),
        ("db", "ui"),
        ("a", "b"),
        ("web", "web"),
        ("", ""),
    ],
)
def test_other_name_does_not_look_like_a_typo(one: str, other: str) -> None:
    assert not looks_like_a_typo(one, other)
    assert not looks_like_a_typo(other, one)
