"""The types of Pulumi's Kubernetes SDK that our arguments refer to, each as a class or as a dictionary.

Only a type checker sees them: their import costs a second. While a program runs, each name is `Any`, which
Pulumi's component host can read; `conform` checks the values by the table of Kubernetes' types.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pulumi_kubernetes import apps, batch, core, meta

    # Containers
    ContainerPort = core.v1.ContainerPortArgs | core.v1.ContainerPortArgsDict
    ContainerResizePolicy = core.v1.ContainerResizePolicyArgs | core.v1.ContainerResizePolicyArgsDict
    ContainerRestartRule = core.v1.ContainerRestartRuleArgs | core.v1.ContainerRestartRuleArgsDict
    ExecAction = core.v1.ExecActionArgsDict  # part of the SDK's dictionaries, which hold no classes
    EnvFromSource = core.v1.EnvFromSourceArgs | core.v1.EnvFromSourceArgsDict
    EnvVar = core.v1.EnvVarArgs | core.v1.EnvVarArgsDict
    Lifecycle = core.v1.LifecycleArgs | core.v1.LifecycleArgsDict
    Probe = core.v1.ProbeArgs | core.v1.ProbeArgsDict
    ResourceRequirements = core.v1.ResourceRequirementsArgs | core.v1.ResourceRequirementsArgsDict
    SecurityContext = core.v1.SecurityContextArgs | core.v1.SecurityContextArgsDict

    # Pods
    Affinity = core.v1.AffinityArgs | core.v1.AffinityArgsDict
    EphemeralContainer = core.v1.EphemeralContainerArgs | core.v1.EphemeralContainerArgsDict
    HostAlias = core.v1.HostAliasArgs | core.v1.HostAliasArgsDict
    LocalObjectReference = core.v1.LocalObjectReferenceArgs | core.v1.LocalObjectReferenceArgsDict
    ObjectMeta = meta.v1.ObjectMetaArgs | meta.v1.ObjectMetaArgsDict
    PodDNSConfig = core.v1.PodDNSConfigArgs | core.v1.PodDNSConfigArgsDict
    PodOS = core.v1.PodOSArgs | core.v1.PodOSArgsDict
    PodReadinessGate = core.v1.PodReadinessGateArgs | core.v1.PodReadinessGateArgsDict
    PodResourceClaim = core.v1.PodResourceClaimArgs | core.v1.PodResourceClaimArgsDict
    PodSchedulingGate = core.v1.PodSchedulingGateArgs | core.v1.PodSchedulingGateArgsDict
    PodSchedulingGroup = core.v1.PodSchedulingGroupArgs | core.v1.PodSchedulingGroupArgsDict
    PodSecurityContext = core.v1.PodSecurityContextArgs | core.v1.PodSecurityContextArgsDict
    Toleration = core.v1.TolerationArgs | core.v1.TolerationArgsDict
    TopologySpreadConstraint = core.v1.TopologySpreadConstraintArgs | core.v1.TopologySpreadConstraintArgsDict

    # Volumes
    AWSElasticBlockStoreVolumeSource = (
        core.v1.AWSElasticBlockStoreVolumeSourceArgs | core.v1.AWSElasticBlockStoreVolumeSourceArgsDict
    )
    AzureDiskVolumeSource = core.v1.AzureDiskVolumeSourceArgs | core.v1.AzureDiskVolumeSourceArgsDict
    AzureFileVolumeSource = core.v1.AzureFileVolumeSourceArgs | core.v1.AzureFileVolumeSourceArgsDict
    CSIVolumeSource = core.v1.CSIVolumeSourceArgs | core.v1.CSIVolumeSourceArgsDict
    CephFSVolumeSource = core.v1.CephFSVolumeSourceArgs | core.v1.CephFSVolumeSourceArgsDict
    CinderVolumeSource = core.v1.CinderVolumeSourceArgs | core.v1.CinderVolumeSourceArgsDict
    ConfigMapVolumeSource = core.v1.ConfigMapVolumeSourceArgs | core.v1.ConfigMapVolumeSourceArgsDict
    DownwardAPIVolumeSource = core.v1.DownwardAPIVolumeSourceArgs | core.v1.DownwardAPIVolumeSourceArgsDict
    EmptyDirVolumeSource = core.v1.EmptyDirVolumeSourceArgs | core.v1.EmptyDirVolumeSourceArgsDict
    EphemeralVolumeSource = core.v1.EphemeralVolumeSourceArgs | core.v1.EphemeralVolumeSourceArgsDict
    FCVolumeSource = core.v1.FCVolumeSourceArgs | core.v1.FCVolumeSourceArgsDict
    FlexVolumeSource = core.v1.FlexVolumeSourceArgs | core.v1.FlexVolumeSourceArgsDict
    FlockerVolumeSource = core.v1.FlockerVolumeSourceArgs | core.v1.FlockerVolumeSourceArgsDict
    GCEPersistentDiskVolumeSource = (
        core.v1.GCEPersistentDiskVolumeSourceArgs | core.v1.GCEPersistentDiskVolumeSourceArgsDict
    )
    GitRepoVolumeSource = core.v1.GitRepoVolumeSourceArgs | core.v1.GitRepoVolumeSourceArgsDict
    GlusterfsVolumeSource = core.v1.GlusterfsVolumeSourceArgs | core.v1.GlusterfsVolumeSourceArgsDict
    HostPathVolumeSource = core.v1.HostPathVolumeSourceArgs | core.v1.HostPathVolumeSourceArgsDict
    ISCSIVolumeSource = core.v1.ISCSIVolumeSourceArgs | core.v1.ISCSIVolumeSourceArgsDict
    ImageVolumeSource = core.v1.ImageVolumeSourceArgs | core.v1.ImageVolumeSourceArgsDict
    NFSVolumeSource = core.v1.NFSVolumeSourceArgs | core.v1.NFSVolumeSourceArgsDict
    PersistentVolumeClaimTemplate = (
        core.v1.PersistentVolumeClaimTemplateArgs | core.v1.PersistentVolumeClaimTemplateArgsDict
    )
    PersistentVolumeClaimVolumeSource = (
        core.v1.PersistentVolumeClaimVolumeSourceArgs | core.v1.PersistentVolumeClaimVolumeSourceArgsDict
    )
    PhotonPersistentDiskVolumeSource = (
        core.v1.PhotonPersistentDiskVolumeSourceArgs | core.v1.PhotonPersistentDiskVolumeSourceArgsDict
    )
    PortworxVolumeSource = core.v1.PortworxVolumeSourceArgs | core.v1.PortworxVolumeSourceArgsDict
    ProjectedVolumeSource = core.v1.ProjectedVolumeSourceArgs | core.v1.ProjectedVolumeSourceArgsDict
    QuobyteVolumeSource = core.v1.QuobyteVolumeSourceArgs | core.v1.QuobyteVolumeSourceArgsDict
    RBDVolumeSource = core.v1.RBDVolumeSourceArgs | core.v1.RBDVolumeSourceArgsDict
    ScaleIOVolumeSource = core.v1.ScaleIOVolumeSourceArgs | core.v1.ScaleIOVolumeSourceArgsDict
    SecretVolumeSource = core.v1.SecretVolumeSourceArgs | core.v1.SecretVolumeSourceArgsDict
    StorageOSVolumeSource = core.v1.StorageOSVolumeSourceArgs | core.v1.StorageOSVolumeSourceArgsDict
    VsphereVirtualDiskVolumeSource = (
        core.v1.VsphereVirtualDiskVolumeSourceArgs | core.v1.VsphereVirtualDiskVolumeSourceArgsDict
    )

    # Workloads and Services
    DaemonSetUpdateStrategy = apps.v1.DaemonSetUpdateStrategyArgs | apps.v1.DaemonSetUpdateStrategyArgsDict
    DeploymentStrategy = apps.v1.DeploymentStrategyArgs | apps.v1.DeploymentStrategyArgsDict
    LabelSelector = meta.v1.LabelSelectorArgs | meta.v1.LabelSelectorArgsDict
    PodFailurePolicy = batch.v1.PodFailurePolicyArgs | batch.v1.PodFailurePolicyArgsDict
    ServicePort = core.v1.ServicePortArgs | core.v1.ServicePortArgsDict
    SessionAffinityConfig = core.v1.SessionAffinityConfigArgs | core.v1.SessionAffinityConfigArgsDict
    StatefulSetOrdinals = apps.v1.StatefulSetOrdinalsArgs | apps.v1.StatefulSetOrdinalsArgsDict
    StatefulSetPersistentVolumeClaimRetentionPolicy = (
        apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicyArgs
        | apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicyArgsDict
    )
    StatefulSetUpdateStrategy = (
        apps.v1.StatefulSetUpdateStrategyArgs | apps.v1.StatefulSetUpdateStrategyArgsDict
    )
    SuccessPolicy = batch.v1.SuccessPolicyArgs | batch.v1.SuccessPolicyArgsDict
else:

    def __getattr__(name: str) -> object:
        """Return `Any` for every type."""
        if name.startswith("__"):  # an attribute of modules, such as `__path__`
            raise AttributeError(name)
        return Any  # Any: the values are checked by the table
