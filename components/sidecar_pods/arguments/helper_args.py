"""The arguments of the ready-made containers: plain data, for every language and for stack files.

See pod_args.py for how they are written. A field that is no `pulumi.Input` decides how the Pod is wired, so
its value must be known.
"""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

import pulumi

from sidecar_pods.arguments.container_args import ContainerArgs, Role
from sidecar_pods.arguments.referenced import ResourceRequirements
from sidecar_pods.arguments.volume_args import SharedVolumeArgs, VolumeArgs


class NamedArgs(TypedDict):
    """The fields that every ready-made container has."""

    name: NotRequired[str]
    """Name of the container, unique in the Pod. Default: the kind with hyphens, such as `log-watcher`."""
    image: NotRequired[pulumi.Input[str]]
    """Image it runs. Default: a suitable image, in a version that this package pins."""


class NginxOptions(TypedDict):
    """The further fields of nginx."""

    port: NotRequired[pulumi.Input[int]]
    """Port that the image listens on. Default: 8080 for the default image, which is unprivileged; 80 for
    any other."""
    probes: NotRequired[bool]
    """Whether it has readiness and liveness probes, which request its page. A failing probe removes it from
    its Services, and eventually restarts it. Default: true."""
    drain_seconds: NotRequired[int]
    """Seconds that it keeps serving after termination begins, until no Service sends it new requests; 0 to
    stop at once. Default: 2."""
    read_only_root: NotRequired[bool]
    """Whether it gets scratch space at /tmp, for the temporary files of the unprivileged image. Default:
    true."""
    files: NotRequired[Mapping[str, pulumi.Input[str]]]
    """Files of its configuration by name, each put into /etc/nginx/conf.d: `{"site.conf": "…"}`. At least
    one. A changed text replaces the Pods. Default: none."""
    resources: NotRequired[pulumi.Input[ResourceRequirements]]
    """Resources that it requests, and their limits. Default: none."""


class NginxArgs(NamedArgs, NginxOptions):
    """The server: nginx serves the files in /usr/share/nginx/html over HTTP, on a port named http."""


class DateWriterOptions(TypedDict):
    """The further fields of the date writer."""

    server: str
    """Name of the container that serves the page."""
    served_at: NotRequired[str]
    """Folder whose files the server serves. Default: /usr/share/nginx/html."""
    interval_seconds: NotRequired[int]
    """Seconds between two lines, at least 1. Default: 1."""


class DateWriterArgs(NamedArgs, DateWriterOptions):
    """The textbook's writer: it adds a line with the date to index.html at each interval.

    The page grows by 29 bytes a line, without bound. The shell ignores SIGTERM, so the kubelet kills it half
    a minute later. The server has no page until the first line is written. `page_writer` has none of these
    defects. Its image needs a POSIX shell, `date` and `sleep`.
    """


class PageWriterOptions(TypedDict):
    """The further fields of the page writer."""

    server: str
    """Name of the container that serves the page."""
    served_at: NotRequired[str]
    """Folder whose files the server serves. Default: /usr/share/nginx/html."""
    file: NotRequired[str]
    """Name of the page. Default: index.html."""
    lines: NotRequired[int]
    """Number of lines that the page keeps, at least 1. Default: 60."""
    interval_seconds: NotRequired[int]
    """Seconds between two lines, at least 1. Default: 1."""
    refresh_seconds: NotRequired[int]
    """Seconds after which a browser requests the page again, at least 1. Default: 5."""
    size_limit: NotRequired[str]
    """Size limit of the page's volume, in memory; a page of 60 lines takes 7 KiB. Default: 4Mi."""
    resources: NotRequired[pulumi.Input[ResourceRequirements]]
    """Resources that it requests, and their limits. Default: those of a small script."""


class PageWriterArgs(NamedArgs, PageWriterOptions):
    """A writer for production: it adds a line with the date to an HTML page, and keeps the last ones.

    A rename replaces the page, so no reader sees half a page, and a writer that was killed continues from the
    last one. It ends at once on SIGTERM. The server starts when the page exists. The kubelet restarts a
    writer that has written no page for about 40 seconds, for example because its volume is full. Its image
    needs a POSIX shell, date, sed and stat.
    """


class LogWatcherOptions(TypedDict):
    """The further fields of the log watcher."""

    server: str
    """Name of the container that writes the log."""
    folder: NotRequired[str]
    """Folder that holds the log in that container. The volume hides the image's files in it. Default:
    /var/log/nginx."""
    log: NotRequired[str]
    """Name of the log. Default: access.log."""
    error_log: NotRequired[str]
    """Name of a log in the same folder that goes to the server's own stderr; empty for none. Default:
    error.log."""
    volume: NotRequired[str]
    """Name of the volume; each log has one of its own. Default: logs."""
    limit_mib: NotRequired[int]
    """Largest part of the log that may wait to be printed, in MiB, at least 1. The volume may hold twice as
    much, in memory. Default: 8."""
    resources: NotRequired[pulumi.Input[ResourceRequirements]]
    """Resources that it requests, and their limits. Default: those of a small script."""


class LogWatcherArgs(NamedArgs, LogWatcherOptions):
    """A sidecar that prints each line of a server's log as a JSON object, and keeps the log small.

    A line of nginx's access log becomes its fields, any other line `{"message": …}`. It loses no line and
    prints none twice while it runs. After a kill, it may print the lines of the last second twice. If more
    than `limit_mib` wait to be printed, it drops them and prints the number of their bytes.

    It mounts the log twice: read-only to read it, and writable at another path to free the space of printed
    lines. Its image needs a POSIX shell, awk, tail, and util-linux for `fallocate`.
    """


class LoaderOptions(TypedDict):
    """The further fields of both loaders."""

    reader: str
    """Name of the container that reads the data."""
    read_at: NotRequired[str]
    """Path of the data in that container; the folder that holds it is the volume. Default:
    /usr/share/nginx/html."""
    volume: NotRequired[str]
    """Name of the volume; each loader has one of its own. Default: data."""
    timeout_seconds: NotRequired[int]
    """Seconds that a load may take, at least 1. Other containers wait a minute longer than that for the first
    load; then the kubelet restarts the loader. Default: 60."""
    size_limit: NotRequired[str]
    """Size limit of the volume, which holds up to three loads. Default: 256Mi."""
    resources: NotRequired[pulumi.Input[ResourceRequirements]]
    """Resources that it requests, and their limits. Default: up to 256 MiB of memory and 512 MiB of disk."""


class DataLoaderOptions(LoaderOptions):
    """The further fields of the data loader that have a default."""

    settings: NotRequired[Mapping[str, pulumi.Input[str]]]
    """Environment variables of the command; ROOT, LINK, INTERVAL, TIMEOUT, CURRENT and HOME are the loader's
    own. Default: none."""


class DataLoaderArgs(NamedArgs, DataLoaderOptions):
    """A sidecar that loads data with a command, once before other containers start, or repeatedly.

    Each load has a folder of its own. A rename replaces the symbolic link to the newest one, so the reader
    sees all of one load or all of the next. A load that fails changes nothing. The volume is mounted
    read-only in the reader, at the folder that holds `read_at`. Its image needs a POSIX shell and the tools
    of the command.
    """

    command: pulumi.Input[str]
    """A shell command. It runs in an empty folder, and the files it leaves there are the data; no file means
    that there is nothing new."""
    interval_seconds: NotRequired[int]
    """Seconds between two loads, at least 1. Default: it loads once, before the containers start."""


class GitLoaderOptions(LoaderOptions):
    """The further fields of the Git loader that have a default."""

    ref: NotRequired[pulumi.Input[str]]
    """Branch, tag or full commit id. Default: HEAD."""


class GitLoaderArgs(NamedArgs, GitLoaderOptions):
    """A data loader for the files of a Git repository: those of one commit, without its history.

    Its image needs Git and a POSIX shell.
    """

    repository: pulumi.Input[str]
    """URL of the repository (https), or its path in a volume of this container."""
    interval_seconds: NotRequired[int]
    """Seconds between two checks for a new commit, at least 1. Default: 30."""
    once: NotRequired[bool]
    """Whether it loads once, before the containers start, instead of at each interval. Default: false."""


class DataChangeWatcherOptions(TypedDict):
    """The further fields of the data-change watcher."""

    volumes: Sequence[str]
    """Names of the shared volumes to watch; the Pod or another sidecar states their writers. A ConfigMap must
    be a shared volume too, so that nginx and the sidecar see a change at the same moment. At least one."""
    server_user: NotRequired[int]
    """Number of the user that nginx runs as; only this user may signal it. Default: 101, as in the
    unprivileged image. The official image needs 0."""
    interval_seconds: NotRequired[int]
    """Seconds between two checks, at least 1. A change must last for two checks. Default: 2."""
    resources: NotRequired[pulumi.Input[ResourceRequirements]]
    """Resources that it requests, and their limits. Default: those of a small script."""


class DataChangeWatcherArgs(NamedArgs, DataChangeWatcherOptions):
    """A sidecar that makes nginx reload its configuration when files have changed; no request is lost.

    It sees changes of a mounted ConfigMap, of a data loader's data and of plain files, and ignores hidden
    files. All containers of the Pod then share one process namespace, because the sidecar signals nginx. Its
    image needs a POSIX shell and GNU find.
    """


class NginxExporterOptions(TypedDict):
    """The further fields of the exporter."""

    server: str
    """Name of the container that runs nginx."""
    port: NotRequired[int]
    """Port that it serves on. Default: 9113."""
    status_port: NotRequired[int]
    """Port of the Pod, on localhost alone, for nginx's status page. Default: 8081."""
    resources: NotRequired[pulumi.Input[ResourceRequirements]]
    """Resources that it requests, and their limits. Default: up to 64 MiB of memory."""


class NginxExporterArgs(NamedArgs, NginxExporterOptions):
    """A sidecar that serves nginx's counters to Prometheus, at /metrics on a port named metrics.

    It reads nginx's status page over localhost, which the containers of a Pod share and no other Pod can
    reach. A file in nginx's /etc/nginx/conf.d configures that page.
    """


class CustomArgs(TypedDict):
    """A sidecar of your own: a container, and the volumes that the Pod needs for it."""

    container: ContainerArgs
    """The container."""
    role: NotRequired[Role]
    """The list of the Pod that the container belongs to: `init_containers`, `sidecars` or `containers`.
    Default: sidecars."""
    shared_volumes: NotRequired[Sequence[SharedVolumeArgs]]
    """Volumes that it shares with others. A volume that the Pod, or another sidecar, states too is the same
    volume, with the writers and readers of both. Default: none."""
    owns: NotRequired[Sequence[str]]
    """Names of the shared volumes that hold this sidecar's own state; no other sidecar may own them. Default:
    none."""
    volumes_of_others: NotRequired[Mapping[str, Sequence[VolumeArgs]]]
    """Volumes that other containers of the Pod need for this sidecar, by the name of the container. Default:
    none."""
    share_process_namespace: NotRequired[bool]
    """Whether it must see the processes of the other containers. Default: false."""


class HelperArgs(TypedDict, total=False):
    """A ready-made container, or one of your own: exactly one field is given, and its name is the kind."""

    nginx: NginxArgs
    """The server nginx."""
    date_writer: DateWriterArgs
    """The textbook's writer of a page."""
    page_writer: PageWriterArgs
    """A writer of a page, for production."""
    log_watcher: LogWatcherArgs
    """Prints a server's log as JSON lines."""
    data_loader: DataLoaderArgs
    """Loads data with a command."""
    git_loader: GitLoaderArgs
    """Loads the files of a Git repository."""
    data_change_watcher: DataChangeWatcherArgs
    """Makes nginx reload when files have changed."""
    nginx_exporter: NginxExporterArgs
    """Serves nginx's counters to Prometheus."""
    custom: CustomArgs
    """A sidecar of your own."""
