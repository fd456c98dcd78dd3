# Stream a log to stdout, each line as a JSON object, and free the space of the streamed lines.
#   $1      the awk program that turns a line into JSON
#   READ    the folder of the log, mounted read-only
#   TRIM    the same folder, mounted writable, to free space and to keep the position in the log
#   LOG     name of the log
#   ERRORS  log beside it that is linked to the server's stderr; may be empty
#   LIMIT   bytes that may wait. Above that, the watcher drops them and prints their number.
# It frees space by punching holes. So no line is lost, even if the server writes at that moment. On a file system
# without holes, it truncates the log.
set -u
export LC_ALL=C
program=$1 log="$READ/$LOG" position="$TRIM/.position" lines="$TRIM/.lines" freed=0

start() {
    echo "$1" >"$position.new" && mv "$position.new" "$position"
    tail -c "+$(($1 + 1))" -F "$log" >"$lines" 2>/dev/null &
    tail=$!
    awk -W interactive -v "start=$1" -v "dropped=$2" -v "step=$((LIMIT / 16))" -v "position=$position" \
        "$program" <"$lines" &
    awk=$!
}

finish() {
    kill "$tail"
    wait "$awk"
}

free_the_first() {
    fallocate --punch-hole --offset 0 --length "$1" "$TRIM/$LOG" 2>/dev/null && freed=$1
}

truncate_log() {
    : >"$TRIM/$LOG"
    freed=0
}

skip_what_waits() {
    kill "$tail" "$awk"
    wait "$tail" "$awk"
    dropped=$((size - streamed))
    # Free space first: the position cannot be written to a full volume.
    free_the_first "$size" || {
        truncate_log
        size=0
    }
    start "$size" "$dropped"
}

free_space() {
    free_the_first "$streamed" || {
        finish
        truncate_log
        start 0 0
    }
}

[ -p "$lines" ] || mkfifo "$lines"
[ -z "$ERRORS" ] || ln -sfn /dev/stderr "$TRIM/$ERRORS"
# Create the log, writable for all: the server may run as another user.
umask 0
[ -e "$TRIM/$LOG" ] || : >"$TRIM/$LOG"
umask 022

read -r streamed 2>/dev/null <"$position" || streamed=0
[ "$streamed" -le "$(stat -c %s "$log")" ] || streamed=0
start "$streamed" 0
# The server ends before this script gets SIGTERM. Wait a moment to print its last lines.
trap 'sleep 0.1; finish; exit 0' TERM INT

while kill -0 "$tail" && kill -0 "$awk"; do
    : >"$TRIM/.alive"
    read -r streamed <"$position"
    size=$(stat -c %s "$log")
    if [ $((size - streamed)) -gt "$LIMIT" ]; then
        skip_what_waits
    elif [ $((streamed - freed)) -gt $((LIMIT / 2)) ]; then
        free_space
    fi
    sleep 1 &
    wait $!
done
echo "the log is not being read any more" >&2
exit 1
