"""The printed program states the objects of the manifests, field by field, in the same order."""

import json
from textwrap import indent

import pytest

from tests.unit.adopt.manifests import BATCH, POD, cron_job, deployment, pod, workload
from tests.unit.adopt.programs import by_identity, objects_in, objects_of, program_of

CLAIMS = """\
volumeClaimTemplates:
- apiVersion: v1
  kind: PersistentVolumeClaim
  metadata: {name: data, labels: {tier: db}, creationTimestamp: null}
  spec:
    accessModes: [ReadWriteOnce]
    resources: {requests: {storage: 1Gi}}
    storageClassName: ""
  status: {phase: Pending}
- metadata: {name: disk}
  spec:
    accessModes: [ReadWriteOnce]
    volumeMode: Block
    resources: {requests: {storage: 1Gi}}
"""
DATABASE = """\
containers:
- name: db
  image: postgres:17
  volumeMounts: [{name: data, mountPath: /data, subPath: pg}, {name: config, mountPath: /etc/db}]
  volumeDevices: [{name: disk, devicePath: /dev/xvda}]
- name: backup
  image: debian:12
  volumeMounts:
  - {name: config, mountPath: /etc/db, readOnly: true}
  - {name: data, mountPath: /data, readOnly: true}
volumes:
- {name: config, configMap: {name: db, defaultMode: 288, items: [{key: a, path: b, mode: 256}]}}
"""

WORKLOADS = {
    "pod": pod(),
    "pod of one container": pod("containers: [{name: web, image: nginx}]"),
    "pod with labels and annotations": pod().replace(
        "  name: web\n", "  name: web\n  labels: {app: web}\n  annotations: {note: '1'}\n", 1
    ),
    "pod with finalizers": pod().replace(
        "  name: web\n", "  name: web\n  finalizers: [example.com/wait]\n", 1
    ),
    "pod in a namespace": pod().replace("  name: web\n", "  name: web\n  namespace: shop\n", 1),
    "deployment": deployment(),
    "deployment with every field": deployment(
        more=(
            "replicas: 0\nstrategy: {type: Recreate}\nminReadySeconds: 3\nprogressDeadlineSeconds: 60\n"
            "revisionHistoryLimit: 0\npaused: false\n"
        )
    ),
    "deployment with half a strategy": deployment(more="strategy: {rollingUpdate: {maxSurge: 2}}\n"),
    "deployment with an empty strategy": deployment(more="strategy: {}\n"),
    "deployment with expressions": deployment().replace(
        "{matchLabels: {app: web}}", "{matchExpressions: [{key: app, operator: In, values: [web, api]}]}"
    ),
    "deployment with labels of its own": deployment().replace(
        "  name: web\n", "  name: web\n  labels: {app: other, team: a}\n  annotations: {note: x}\n", 1
    ),
    "deployment with finalizers": deployment().replace(
        "  name: web\n", "  name: web\n  finalizers: [example.com/wait]\n", 1
    ),
    "template with a name": deployment().replace(
        "{labels: {app: web}}\n", "{name: web, labels: {app: web}}\n"
    ),
    "template with annotations": deployment().replace(
        "metadata: {labels: {app: web}}", "metadata: {labels: {app: web}, annotations: {sum: 'abc'}}"
    ),
    "stateful set": workload(
        "apps/v1",
        "StatefulSet",
        f"serviceName: db\nselector: {{matchLabels: {{app: web}}}}\npodManagementPolicy: Parallel\n{CLAIMS}",
        DATABASE,
    ),
    "stateful set without a Service": workload(
        "apps/v1", "StatefulSet", "selector: {matchLabels: {app: web}}\nordinals: {start: 1}\n"
    ),
    "stateful set whose claims take the place of volumes": workload(
        "apps/v1",
        "StatefulSet",
        f"serviceName: db\nselector: {{matchLabels: {{app: web}}}}\n{CLAIMS}",
        f"{DATABASE}- {{name: data, nfs: {{server: a, path: /b}}}}\n- {{name: disk, emptyDir: {{}}}}\n",
    ),
    "daemon set": workload(
        "apps/v1",
        "DaemonSet",
        "selector: {matchLabels: {app: web}}\nupdateStrategy: {type: OnDelete}\nminReadySeconds: 1\n",
    ),
    "job": workload("batch/v1", "Job", "backoffLimit: 0\nsuspend: true\n", BATCH),
    "indexed job": workload(
        "batch/v1",
        "Job",
        (
            "completions: 3\nparallelism: 2\ncompletionMode: Indexed\nbackoffLimitPerIndex: 1\n"
            "podFailurePolicy: {rules: [{action: Ignore, onPodConditions: [{type: DisruptionTarget}]}]}\n"
            "successPolicy: {rules: [{succeededIndexes: 0-1}]}\n"
        ),
        BATCH,
    ),
    "job with a selector of its own": workload(
        "batch/v1", "Job", "manualSelector: true\nselector: {matchLabels: {app: web}}\n", BATCH
    ),
    "cron job": cron_job(
        "schedule: '*/5 * * * *'\ntimeZone: Europe/Rome\nconcurrencyPolicy: Forbid\nsuspend: false\n",
        "activeDeadlineSeconds: 60\n",
    ),
    "cron job with metadata inside": cron_job("schedule: '@daily'\n").replace(
        "  jobTemplate:\n", "  jobTemplate:\n    metadata: {labels: {team: a}, annotations: {note: x}}\n"
    ),
    "cron job with finalizers, its jobs with a name": cron_job("schedule: '@daily'\n")
    .replace("  name: web\n", "  name: web\n  finalizers: [example.com/wait]\n", 1)
    .replace("  jobTemplate:\n", "  jobTemplate:\n    metadata: {name: created, labels: {team: a}}\n"),
}


@pytest.mark.parametrize("manifest", WORKLOADS.values(), ids=WORKLOADS)
def test_program_states_the_workload_of_the_manifest(manifest: str) -> None:
    (expected,) = objects_in(manifest)
    (stated,) = objects_of(program_of(manifest))
    assert stated == expected


PODS = {
    "every field of the pod": (
        "serviceAccountName: web\nautomountServiceAccountToken: false\nhostNetwork: true\nhostPID: true\n"
        "hostIPC: false\nhostUsers: true\ndnsPolicy: None\ndnsConfig: {nameservers: [10.0.0.1]}\n"
        "hostAliases: [{ip: 10.0.0.1, hostnames: [a]}]\nsetHostnameAsFQDN: true\nsubdomain: x\n"
        "hostname: host\n"
        "imagePullSecrets: [{name: registry}]\nnodeSelector: {disk: ssd}\npriorityClassName: high\n"
        "tolerations: [{operator: Exists}, {key: a, operator: Equal, value: b, effect: NoExecute}]\n"
        "terminationGracePeriodSeconds: 0\nenableServiceLinks: false\nschedulerName: other\n"
        "securityContext: {runAsUser: 0, runAsNonRoot: false, sysctls: [{name: net.a, value: '1'}]}\n"
        "overhead: {cpu: 10m}\nruntimeClassName: gvisor\nreadinessGates: [{conditionType: a.com/ready}]\n"
        "topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule,"
        " labelSelector: {matchLabels: {app: web}}}]\n"
        "affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution:"
        " [{topologyKey: zone, namespaceSelector: {}, labelSelector: {matchLabels: {app: web}}}]}}\n" + POD
    ),
    "empty objects that mean something": (
        "securityContext: {}\n"
        "containers:\n- {name: a, image: b, securityContext: {}, env: [], resources: {}}\n"
    ),
    "every field of a container": """\
containers:
- name: web
  image: nginx
  imagePullPolicy: Never
  command: [sh, -c]
  args: ["echo $(A) ${B} $$", "yes", "0644"]
  workingDir: /srv
  env:
  - {name: A, value: "1"}
  - {name: EMPTY}
  - {name: B, valueFrom: {fieldRef: {apiVersion: v1, fieldPath: "metadata.labels['app']"}}}
  - {name: C, valueFrom: {resourceFieldRef: {containerName: web, resource: limits.cpu, divisor: 1m}}}
  - {name: D, valueFrom: {secretKeyRef: {name: s, key: k, optional: true}}}
  envFrom: [{prefix: P_, configMapRef: {name: c}}, {secretRef: {name: s, optional: false}}]
  ports:
  - {name: http, containerPort: 80, hostPort: 8080, hostIP: 127.0.0.1, protocol: TCP}
  - {containerPort: 53, protocol: UDP}
  resources: {requests: {cpu: 100m, nvidia.com/gpu: "1"}, limits: {memory: 1Gi, nvidia.com/gpu: "1"}}
  resizePolicy: [{resourceName: cpu, restartPolicy: NotRequired}]
  startupProbe: {exec: {command: [cat, /x]}, failureThreshold: 30}
  readinessProbe:
    httpGet: {path: /, port: http, scheme: HTTPS, host: 10.0.0.1, httpHeaders: [{name: A, value: b}]}
  livenessProbe: {grpc: {port: 80, service: ""}, terminationGracePeriodSeconds: 5}
  lifecycle: {postStart: {exec: {command: [a]}}, preStop: {sleep: {seconds: 5}}, stopSignal: SIGINT}
  securityContext:
    privileged: true
    capabilities: {add: [NET_ADMIN], drop: [ALL]}
    seLinuxOptions: {level: "s0:c1"}
    seccompProfile: {type: Localhost, localhostProfile: p.json}
    readOnlyRootFilesystem: false
  stdin: true
  stdinOnce: true
  tty: true
  terminationMessagePath: /dev/x
  terminationMessagePolicy: FallbackToLogsOnError
""",
    "native sidecars between steps": """\
initContainers:
- {name: first, image: a}
- {name: proxy, image: b, restartPolicy: Always, startupProbe: {tcpSocket: {port: 1}}}
- {name: second, image: c}
- {name: logs, image: d, restartPolicy: Always}
- {name: dns, image: e, restartPolicy: Always}
containers:
- {name: web, image: nginx}
""",
    "two containers that state one port": """\
containers:
- {name: a, image: a, ports: [{name: http, containerPort: 80}]}
- {name: b, image: b, ports: [{name: http, containerPort: 80}]}
""",
    "volumes of every kind": """\
containers:
- name: a
  image: a
  volumeMounts:
  - {name: token, mountPath: /token, readOnly: true}
  - {name: node, mountPath: /node, mountPropagation: Bidirectional}
  - {name: claim, mountPath: /claim}
  - {name: info, mountPath: /info}
  - {name: tmp, mountPath: /tmp}
  - {name: tmp, mountPath: /var/tmp, subPathExpr: $(POD)}
  - {name: tmp, mountPath: /ro, readOnly: true, recursiveReadOnly: IfPossible}
  - {name: driver, mountPath: /secrets, readOnly: true}
- name: b
  image: b
  volumeMounts:
  - {name: claim, mountPath: /claim, readOnly: true}
  - {name: node, mountPath: /node, mountPropagation: HostToContainer}
  - {name: token, mountPath: /token}
  - {name: socket, mountPath: /run/a}
- name: c
  image: c
  volumeMounts: [{name: socket, mountPath: /run/c}, {name: node, mountPath: /node, readOnly: true}]
volumes:
- {name: socket, emptyDir: {medium: Memory}}
- {name: info, downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}}
- {name: node, hostPath: {path: /, type: Directory}}
- name: token
  projected:
    defaultMode: 292
    sources:
    - {serviceAccountToken: {path: t, audience: vault, expirationSeconds: 7200}}
    - {configMap: {name: ca, items: [{key: a, path: b}]}}
- {name: claim, persistentVolumeClaim: {claimName: data}}
- {name: tmp, emptyDir: {sizeLimit: 1Gi}}
- {name: driver, csi: {driver: secrets.example.com, readOnly: true, volumeAttributes: {a: b}}}
""",
    "mounts of Windows": """\
os: {name: windows}
containers:
- name: a
  image: a
  volumeMounts: [{name: x, mountPath: 'C:\\x'}, {name: pipe, mountPath: '\\\\.\\pipe\\p'}]
- {name: b, image: b, volumeMounts: [{name: x, mountPath: 'C:\\x', readOnly: true}]}
volumes: [{name: pipe, hostPath: {path: '\\\\.\\pipe\\p'}}, {name: x}]
""",
    "an image that a tool fills in": "containers: [{name: a, image: 'ko://example.com/cmd/web'}]\n",
    "a claim that is read-only": """\
containers:
- {name: a, image: a, volumeMounts: [{name: c, mountPath: /c}]}
- {name: b, image: b, volumeMounts: [{name: c, mountPath: /c, readOnly: true}]}
volumes: [{name: c, persistentVolumeClaim: {claimName: c, readOnly: true}}]
""",
    "texts of several lines": """\
containers:
- name: a
  image: a
  args:
  - |
    #!/bin/sh
    echo "\\t" \\
      'x' \"\"\"
    \ttab\x20
  - "trailing\\n\\n\\n"
  - "a\\r\\nb\\nc\\u00e9\\u0007"
""",
}


@pytest.mark.parametrize("spec", PODS.values(), ids=PODS)
def test_template_keeps_every_field_in_its_order(spec: str) -> None:
    (expected,) = objects_in(deployment(spec))
    (stated,) = objects_of(program_of(deployment(spec)))
    # Lists keep their order; the order of fields means nothing.
    assert json.dumps(stated, sort_keys=True) == json.dumps(expected, sort_keys=True)


def test_quantities_and_modes_may_be_numbers() -> None:
    numbers = "containers: [{name: a, image: b, resources: {limits: {cpu: 0.5, memory: 1000000}}}]\n"
    (stated,) = objects_of(program_of(pod(numbers)))
    assert stated["spec"]["containers"][0]["resources"] == {"limits": {"cpu": "0.5", "memory": "1000000"}}


def test_words_are_read_as_kubernetes_reads_them() -> None:
    words = (
        "hostNetwork: yes\nterminationGracePeriodSeconds: 0x1e\n"
        "containers: [{name: a, image: b, args: [1:30, 2020-01-01, 12e, 0o8, 0x_, 0o, ._, '0644', =]}]\n"
    )
    (stated,) = objects_of(program_of(pod(words)))
    assert stated["spec"]["hostNetwork"] is True
    assert stated["spec"]["terminationGracePeriodSeconds"] == 30
    words_and_dates = ["1:30", "2020-01-01", "12e", "0o8", "0x_", "0o", "._", "0644", "="]
    assert stated["spec"]["containers"][0]["args"] == words_and_dates


def test_file_modes_may_be_octal() -> None:
    spec = (
        "containers: [{name: a, image: b, volumeMounts: [{name: c, mountPath: /c}]}]\n"
        "volumes: [{name: c, secret: {secretName: s, defaultMode: 0400}}]\n"
    )
    program = program_of(pod(spec))
    assert '"default_mode": 0o400' in program
    (stated,) = objects_of(program)
    assert stated["spec"]["volumes"][0]["secret"]["defaultMode"] == 256


def test_objects_of_one_name_stand_in_one_program() -> None:
    kinds = ("Deployment", "DaemonSet")
    texts = [workload("apps/v1", kind, "selector: {matchLabels: {app: web}}\n") for kind in kinds]
    texts += [pod(), workload("batch/v1", "Job", "", BATCH)]
    texts += [
        deployment().replace("  name: web\n", f"  name: web\n  namespace: {n}\n", 1) for n in ("a", "b")
    ]
    manifest = "\n---\n".join(texts)
    stated = by_identity(objects_of(program_of(manifest)))
    assert stated == by_identity(objects_in(manifest))


def test_documents_lists_and_comments_are_read() -> None:
    listed = f"apiVersion: v1\nkind: List\nitems:\n- {indent(pod(), '  ').lstrip()}"
    manifest = f"# Source: chart/templates/a.yaml\n---\n---\n# nothing\n---\n{deployment()}\n---\n{listed}\n"
    stated = by_identity(objects_of(program_of(manifest)))
    assert stated == by_identity(objects_in(manifest))


def test_items_of_a_typed_list_need_no_kind() -> None:
    item = pod().replace("apiVersion: v1\nkind: Pod\n", "")
    listed = f"apiVersion: v1\nkind: PodList\nitems:\n- {indent(item, '  ').lstrip()}"
    (stated,) = objects_of(program_of(listed))
    assert stated["kind"] == "Pod"


def test_anchors_and_merge_keys_are_followed() -> None:
    spec = """\
containers:
- &a {name: a, image: x, env: &env [{name: A, value: b}]}
- {<<: *a, name: b, env: *env}
"""
    (stated,) = objects_of(program_of(pod(spec)))
    names = [(each["name"], each["image"], len(each["env"])) for each in stated["spec"]["containers"]]
    assert names == [("a", "x", 1), ("b", "x", 1)]
