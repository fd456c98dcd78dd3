# Loads data by a command, and switches to what it has loaded at one instant: by the rename of a symbolic link.
#   $1        a shell command; it runs in an empty folder, and what it leaves there is the data. It may leave nothing to
#             say that nothing is new, and may keep a file beside the folder, as ../NAME; that of the data being read is
#             $CURRENT/../NAME
#   ROOT      the volume
#   LINK      name of the link in the volume, at which the data is read
#   INTERVAL  seconds between two loads; empty to load once and end
#   TIMEOUT   seconds that the command may take
set -u
umask 022
command=$1 versions="$ROOT/.versions" next="$ROOT/.next"
export CURRENT="$ROOT/$LINK" HOME="$ROOT/.home"
trap 'exit 0' TERM INT

discard() {
    # Who may not write a folder cannot remove what is in it, and a load may have made it read-only.
    chmod -R u+rwX "$1" 2>/dev/null
    rm -rf "$1"
}

load() {
    discard "$next" && mkdir -p "$next/data" "$versions" "$HOME" || return
    (cd "$next/data" && exec timeout "$TIMEOUT" sh -c "$command") &
    wait $! || return
    if [ -z "$(ls -A "$next/data")" ]; then
        [ -e "$CURRENT" ]
    elif diff -r "$next/data" "$CURRENT/." >/dev/null 2>&1; then
        keep_what_lies_beside
    else
        publish
    fi
}

keep_what_lies_beside() {
    for file in "$next"/*; do
        [ "$file" = "$next/data" ] || mv -f "$file" "$CURRENT/.." || return
    done
}

publish() {
    before=$(readlink "$CURRENT")
    # The time alone is no name of its own: two loads may come within a second, or a clock may be set back.
    new=$(mktemp -d "$versions/$(date +%s).XXXXXX") && mv -T "$next" "$new" || return
    ln -sfn "${new#"$ROOT/"}/data" "$ROOT/.link" && mv -T "$ROOT/.link" "$CURRENT" || return
    echo "$(date -u +%FT%TZ) $LINK is version ${new##*/}"
    # Whoever has opened a file of the version before may still read it; older ones nobody reads.
    for version in "$versions"/*; do
        [ "$version" = "$new" ] || [ "$version/data" = "$ROOT/$before" ] || discard "$version"
    done
}

while true; do
    # Before the load, which takes its time: after a restart this may be long ago.
    [ -z "$INTERVAL" ] || : >"$ROOT/.alive"
    load
    status=$?
    [ $status = 0 ] || echo "loading failed with status $status; $LINK stays as it is" >&2
    [ -n "$INTERVAL" ] || exit $status
    sleep "$INTERVAL" &
    wait $!
done
