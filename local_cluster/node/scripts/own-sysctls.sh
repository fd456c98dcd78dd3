#!/bin/sh
# Shows the kubelet the kernel settings that it insists on, and leaves this machine's as they are: they are not
# part of any namespace. Only the kubelet sees these files; its other mounts are shared with the node.
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
