# Reload nginx when files have changed: send SIGHUP to its master process, which then replaces its workers.
#   $@        folders to watch. Links are followed, hidden files are ignored.
#   STATE     the watcher's own folder, which survives restarts of the container
#   INTERVAL  seconds between two looks at the files
# A change counts when two looks in a row see the same files, so that nginx loads no half of a change.
set -u
trap 'exit 0' TERM INT

look() {
    find -L "$@" -name '.*' -prune -o -type f -printf '%p %i %s %T@\n' 2>/dev/null | sort | cksum
}

reload() {
    reloaded=1
    # nginx names its process a master as soon as it is ready for signals.
    # shellcheck disable=SC2013 # paths of processes have no spaces
    for process in $(grep -l '^nginx: master' /proc/[0-9]*/cmdline 2>/dev/null); do
        process=${process%/cmdline}
        kill -HUP "${process##*/}" || return
        echo "$(date -u +%FT%TZ) files have changed: nginx (process ${process##*/}) reloads"
        reloaded=0
    done
    return $reloaded
}

[ -s "$STATE/loaded" ] || look "$@" >"$STATE/loaded"
read -r loaded <"$STATE/loaded"
before=$loaded
while true; do
    : >"$STATE/alive"
    now=$(look "$@")
    if [ "$now" != "$loaded" ] && [ "$now" = "$before" ] && reload; then
        loaded=$now
        echo "$loaded" >"$STATE/loaded"
    fi
    before=$now
    sleep "$INTERVAL" &
    wait $!
done
