# Add a line to an HTML page at each interval, and keep the last ones.
#   FILE      the page
#   KEEP      number of lines that it keeps
#   INTERVAL  seconds between two lines
#   REFRESH   seconds until a browser loads the page again
# A rename replaces the page, so that a reader always gets a whole one. After a restart, this script reads its earlier
# lines from the page: they are nowhere else.
set -u
export LC_ALL=C
trap 'exit 0' TERM INT
new="${FILE%/*}/.${FILE##*/}.new"

head_of_page() {
    cat <<END
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="$REFRESH">
<title>$pod</title>
<style>
:root { color-scheme: light dark; font: 1rem/1.6 system-ui, sans-serif; }
body { max-width: 32rem; margin: 8vh auto; padding: 0 1.5rem; }
h1 { margin: 0; font-size: 1rem; }
p { margin: 0 0 2rem; opacity: .7; }
ol { display: flex; flex-direction: column-reverse; margin: 0; padding: 0; list-style: none; }
li { padding: .2rem 0; border-top: 1px solid rgb(128 128 128 / .25); font-variant-numeric: tabular-nums; }
li:last-child { border: 0; font-size: 1.5rem; }
</style>
<h1>$pod</h1>
<p>One container of this Pod writes the date, the other serves it: the last $KEEP lines, newest first.
<ol>
END
}

lines() {
    [ ! -f "$FILE" ] || sed -n '/^<li>/p' "$FILE"
    date '+<li><time datetime="%Y-%m-%dT%H:%M:%S%z">%a %b %e %H:%M:%S %Z %Y</time>'
}

pod=$(uname -n)
while true; do
    if head_of_page >"$new" && lines | tail -n "$KEEP" >>"$new" && echo '</ol>' >>"$new"; then
        mv "$new" "$FILE"
    else
        echo "$FILE could not be written; it stays as it was" >&2
    fi
    sleep "$INTERVAL" &
    wait $!
done
