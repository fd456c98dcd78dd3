"""Every rule there is, in the order in which they are listed and run."""

from policies.rule import IgnoreRule, PodRule, ProgramRule, Rule
from policies.rules.container_named_twice import container_named_twice
from policies.rules.document_root_not_mounted import document_root_not_mounted
from policies.rules.empty_dir_nobody_fills import empty_dir_nobody_fills
from policies.rules.empty_dir_without_size_limit import empty_dir_without_size_limit
from policies.rules.ignore_unknown_rule import ignore_unknown_rule
from policies.rules.ignore_without_reason import ignore_without_reason
from policies.rules.image_latest import image_latest
from policies.rules.init_container_reads_too_early import init_container_reads_too_early
from policies.rules.mount_names_no_volume import mount_names_no_volume
from policies.rules.mounts_share_a_path import mounts_share_a_path
from policies.rules.partial_object import partial_object
from policies.rules.port_opened_twice import port_opened_twice
from policies.rules.probes_missing import probes_missing
from policies.rules.resources_not_stated import resources_not_stated
from policies.rules.security_not_restricted import security_not_restricted
from policies.rules.service_selects_no_pod import service_selects_no_pod
from policies.rules.service_targets_no_port import service_targets_no_port
from policies.rules.service_targets_unstated_port import service_targets_unstated_port
from policies.rules.shared_volume_roles import shared_volume_roles
from policies.rules.volume_named_twice import volume_named_twice
from policies.rules.volume_nobody_mounts import volume_nobody_mounts
from policies.rules.writer_ignores_sigterm import writer_ignores_sigterm
from policies.rules.writer_misses_its_mount import writer_misses_its_mount

POD_RULES: tuple[PodRule, ...] = (
    mount_names_no_volume,
    mounts_share_a_path,
    container_named_twice,
    volume_named_twice,
    empty_dir_nobody_fills,
    init_container_reads_too_early,
    port_opened_twice,
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
