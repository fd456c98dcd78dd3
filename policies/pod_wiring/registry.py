"""All rules, in the order in which they are listed and run."""

from pod_wiring.findings.rule import IgnoreRule, PodRule, ProgramRule, Rule
from pod_wiring.rules.container_named_twice import container_named_twice
from pod_wiring.rules.document_root_not_mounted import document_root_not_mounted
from pod_wiring.rules.empty_dir_nobody_fills import empty_dir_nobody_fills
from pod_wiring.rules.empty_dir_without_size_limit import empty_dir_without_size_limit
from pod_wiring.rules.ignore_unknown_rule import ignore_unknown_rule
from pod_wiring.rules.ignore_without_reason import ignore_without_reason
from pod_wiring.rules.image_latest import image_latest
from pod_wiring.rules.init_container_reads_too_early import init_container_reads_too_early
from pod_wiring.rules.mount_names_no_volume import mount_names_no_volume
from pod_wiring.rules.mounts_share_a_path import mounts_share_a_path
from pod_wiring.rules.partial_object import partial_object
from pod_wiring.rules.port_opened_twice import port_opened_twice
from pod_wiring.rules.probe_names_no_port import probe_names_no_port
from pod_wiring.rules.probes_missing import probes_missing
from pod_wiring.rules.resources_not_stated import resources_not_stated
from pod_wiring.rules.security_not_restricted import security_not_restricted
from pod_wiring.rules.service_selects_no_pod import service_selects_no_pod
from pod_wiring.rules.service_targets_no_port import service_targets_no_port
from pod_wiring.rules.service_targets_unstated_port import service_targets_unstated_port
from pod_wiring.rules.shared_volume_roles import shared_volume_roles
from pod_wiring.rules.volume_named_twice import volume_named_twice
from pod_wiring.rules.volume_nobody_mounts import volume_nobody_mounts
from pod_wiring.rules.writer_ignores_sigterm import writer_ignores_sigterm
from pod_wiring.rules.writer_misses_its_mount import writer_misses_its_mount

POD_RULES: tuple[PodRule, ...] = (
    mount_names_no_volume,
    mounts_share_a_path,
    container_named_twice,
    volume_named_twice,
    empty_dir_nobody_fills,
    init_container_reads_too_early,
    port_opened_twice,
    probe_names_no_port,
    volume_nobody_mounts,
    shared_volume_roles,
    writer_misses_its_mount,
    document_root_not_mounted,
    empty_dir_without_size_limit,
    image_latest,
    security_not_restricted,
    resources_not_stated,
    probes_missing,
    writer_ignores_sigterm,
    partial_object,
)
PROGRAM_RULES: tuple[ProgramRule, ...] = (
    service_selects_no_pod,
    service_targets_no_port,
    service_targets_unstated_port,
)
IGNORE_RULES: tuple[IgnoreRule, ...] = (
    ignore_without_reason,
    ignore_unknown_rule,
)
RULES: dict[str, Rule] = {rule.id: rule for rule in (*POD_RULES, *PROGRAM_RULES, *IGNORE_RULES)}
