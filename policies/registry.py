"""Every rule there is, in the order in which they are listed and run."""

from policies.rule import PodRule, ProgramRule, Rule
from policies.rules.container_named_twice import container_named_twice
from policies.rules.empty_dir_nobody_fills import empty_dir_nobody_fills
from policies.rules.init_container_reads_too_early import init_container_reads_too_early
from policies.rules.mount_names_no_volume import mount_names_no_volume
from policies.rules.mounts_share_a_path import mounts_share_a_path
from policies.rules.partial_object import partial_object
from policies.rules.port_opened_twice import port_opened_twice
from policies.rules.service_selects_no_pod import service_selects_no_pod
from policies.rules.service_targets_no_port import service_targets_no_port
from policies.rules.shared_volume_roles import shared_volume_roles
from policies.rules.volume_named_twice import volume_named_twice
from policies.rules.volume_nobody_mounts import volume_nobody_mounts

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
    partial_object,
)
PROGRAM_RULES: tuple[ProgramRule, ...] = (
    service_selects_no_pod,
    service_targets_no_port,
)
RULES: dict[str, Rule] = {rule.id: rule for rule in (*POD_RULES, *PROGRAM_RULES)}
