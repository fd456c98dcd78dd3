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
    # An nginx calls itself a master once it is ready for signals.
    masters=$(grep -l '^nginx: master' /proc/[0-9]*/cmdline 2>/dev/null | cut -d / -f 3)
    for master in $masters; do
        kill -HUP "$master" || return
        echo "$(date -u +%FT%TZ) files have changed: nginx (process $master) reloads"
    done
    [ -n "$masters" ]
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
