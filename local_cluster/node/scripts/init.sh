#!/bin/sh
# The node's first process: give the node its own /run and /var, then become `pause`, which waits and reaps.
# Arguments: the cluster's state folder, the folder of programs, the folder of the images' blobs.
set -eu
state=$1 bin=$2 blobs=$3
tree=$state/tree
here=/run/local-cluster
mkdir -p "$tree"
mount -n -t tmpfs -o mode=755 run "$tree"
mkdir -p "$tree/lock" "$tree/local-cluster/bin" "$tree/local-cluster/blobs" "$tree/local-cluster/etc" \
    "$tree/local-cluster/pki" "$tree/local-cluster/var"
mount -n --bind "$bin" "$tree/local-cluster/bin"
mount -n --bind "$blobs" "$tree/local-cluster/blobs"
for folder in etc pki var; do
    mount -n --bind "$state/$folder" "$tree/local-cluster/$folder"
done
resolver=$(readlink -m /etc/resolv.conf)
mkdir -p "$state/var/lib" "$state/var/log" "$state/var/tmp"
ln -sfn /run "$state/var/run"
mount -n --move "$tree" /run
mount -n --bind $here/var /var
mkdir -p "${resolver%/*}"
[ -e "$resolver" ] || : > "$resolver"
mount -n --bind $here/etc/resolv.conf "$resolver"
mount -n --make-rshared /
echo 1 > /proc/sys/net/ipv4/ip_forward
ip link set lo up
exec $here/bin/pause "$state"
