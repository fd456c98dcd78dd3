# Streams a log to stdout, each line as a JSON object, and frees the space of what it has streamed.
#   $1      the awk program that makes JSON of a line
#   READ    the folder of the log, mounted read-only
#   TRIM    the same folder, mounted writable: there it frees space, and notes how far it has come
#   LOG     name of the log
#   ERRORS  name of a log beside it that the server shall write to its own stderr; may be empty
#   LIMIT   bytes of the log that may wait to be streamed; what exceeds them is dropped, and the loss is told
# Space is freed by punching holes, so no line that is written meanwhile gets lost. Where the file system cannot do
# that, the log is truncated instead.
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
    # The space comes first: on a volume that is full no position can be noted.
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
# The server starts when the log is there, and may run as another user: it finds one that everybody may write.
umask 0
[ -e "$TRIM/$LOG" ] || : >"$TRIM/$LOG"
umask 022

read -r streamed 2>/dev/null <"$position" || streamed=0
[ "$streamed" -le "$(stat -c %s "$log")" ] || streamed=0
start "$streamed" 0
# The server has ended before this script is told to: what it wrote last is streamed within a moment.
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
