# Makes nginx reload when files have changed: it sends SIGHUP to nginx's master, which replaces its workers one by one.
#   $@        folders to watch; links are followed, hidden files are not looked at
#   STATE     folder of its own, kept over restarts of the container
#   INTERVAL  seconds between two looks
# A change counts when two looks in a row see the same, so that half of it is not loaded.
set -u
trap 'exit 0' TERM INT

look() {
    find -L "$@" -name '.*' -prune -o -type f -printf '%p %i %s %T@\n' 2>/dev/null | sort | cksum
}

reload() {
    reloaded=1
    # An nginx calls itself a master as soon as it is ready for signals.
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
