"""Manifests of workloads around one Pod spec, for the tests of this folder."""

from textwrap import indent

POD = """\
containers:
- name: web
  image: nginx:1.29.3
  volumeMounts:
  - {name: html, mountPath: /usr/share/nginx/html, readOnly: true}
- name: writer
  image: debian:12
  volumeMounts:
  - {name: html, mountPath: /html}
volumes:
- name: html
"""
"""The spec of a Pod with a writer and a reader."""

BATCH = f"restartPolicy: Never\n{POD}"
"""The same for a Job."""


def pod(spec: str = POD) -> str:
    """Return a bare Pod."""
    return f"apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n{indent(spec, '  ')}"


def deployment(spec: str = POD, more: str = "") -> str:
    """Return a Deployment whose Pods have the label `app: web`."""
    return workload("apps/v1", "Deployment", f"selector: {{matchLabels: {{app: web}}}}\n{more}", spec)


def workload(api_version: str, kind: str, fields: str, spec: str = POD) -> str:
    """Return a workload with a template.

    Args:
        api_version: Its API version.
        kind: Its kind.
        fields: The fields of its spec besides the template.
        spec: The spec of the Pods.
    """
    template = f"template:\n  metadata: {{labels: {{app: web}}}}\n  spec:\n{indent(spec, '    ')}"
    head = f"apiVersion: {api_version}\nkind: {kind}\nmetadata:\n  name: web\nspec:\n"
    return head + indent(f"{fields}{template}", "  ")


def cron_job(fields: str, job_fields: str = "", spec: str = BATCH) -> str:
    """Return a CronJob."""
    template = f"template:\n  spec:\n{indent(spec, '    ')}"
    job = f"jobTemplate:\n  spec:\n{indent(f'{job_fields}{template}', '    ')}"
    head = "apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: web\nspec:\n"
    return head + indent(f"{fields}{job}", "  ")
