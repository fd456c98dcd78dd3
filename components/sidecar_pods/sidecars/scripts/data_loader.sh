# Load data with a command, and publish each load by renaming a symbolic link.
#   $1        the command. It runs in an empty folder; the files that it leaves are the data. No file means no new data.
#             A file ../NAME is kept beside the data; the current one is $CURRENT/../NAME.
#   ROOT      the volume
#   LINK      name of the link in the volume; readers read the data through it
#   INTERVAL  seconds between two loads; empty for a single load
#   TIMEOUT   seconds that the command may take
set -u
umask 022
command=$1 versions="$ROOT/.versions" next="$ROOT/.next"
export CURRENT="$ROOT/$LINK" HOME="$ROOT/.home"
trap 'exit 0' TERM INT

discard() {
    # A load may leave read-only folders; make them writable, or rm cannot empty them.
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
    # The time is not unique: two loads can start in one second, and a clock can be set back.
    new=$(mktemp -d "$versions/$(date +%s).XXXXXX") && mv -T "$next" "$new" || return
    ln -sfn "${new#"$ROOT/"}/data" "$ROOT/.link" && mv -T "$ROOT/.link" "$CURRENT" || return
    echo "$(date -u +%FT%TZ) $LINK is version ${new##*/}"
    # Keep the previous version: a reader may still have its files open. Delete older ones.
    for version in "$versions"/*; do
        [ "$version" = "$new" ] || [ "$version/data" = "$ROOT/$before" ] || discard "$version"
    done
}

while true; do
    # Write it before the load: a load takes long, and after a restart the file is old.
    [ -z "$INTERVAL" ] || : >"$ROOT/.alive"
    load
    status=$?
    [ $status = 0 ] || echo "loading failed with status $status; $LINK stays as it is" >&2
    [ -n "$INTERVAL" ] || exit $status
    sleep "$INTERVAL" &
    wait $!
done
