#!/bin/sh
# Show the kubelet the kernel settings that protectKernelDefaults demands, and leave this machine's unchanged: these
# settings are not part of any namespace. Only the kubelet sees these files; it shares its other mounts with the node.
# https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/
set -eu
mount -n --make-private /proc
folder=/run/own-sysctls
mkdir -p "$folder"
pretend() {
    echo "$2" > "$folder/${1##*/}"
    mount -n --bind "$folder/${1##*/}" "/proc/sys/$1"
}
pretend vm/overcommit_memory 1
pretend vm/panic_on_oom 0
pretend kernel/panic 10
pretend kernel/panic_on_oops 1
pretend kernel/keys/root_maxkeys 1000000
pretend kernel/keys/root_maxbytes 25000000
exec "$@"
