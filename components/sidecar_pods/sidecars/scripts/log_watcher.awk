# Print each line as a JSON object: the fields of a line of nginx's access log (format main or combined), or any other
# line as a message. Write the position in the log to the file `position`, each second and after `step` bytes.
# `start` is the position of the first line.
BEGIN {
    for (code = 0; code < 32; code++) escapes[sprintf("%c", code)] = sprintf("\\u%04x", code)
    escapes["\177"] = "\\u007f"
    escapes["\""] = "\\\""
    escapes["\\"] = "\\\\"
    # The bytes of a character beyond ASCII, as in RFC 3629.
    tail = "[\200-\277]"
    character = "[\302-\337]" tail "|\340[\240-\277]" tail "|[\341-\354\356\357]" tail tail "|\355[\200-\237]" tail \
        "|\360[\220-\277]" tail tail "|[\361-\363]" tail tail tail "|\364[\200-\217]" tail tail
    streamed = noted = tried = start
    # Write a line and its newline at once, so that a killed awk leaves no half line.
    ORS = ""
    if (dropped) print "{\"dropped_bytes\":" dropped "}\n"
}

{
    print json($0) "\n"
    streamed += length($0) + 1
    if (systime() != noted_at || streamed - tried >= step) note()
}

END { note() }

function json(line,    part, who) {
    # nginx writes a quote inside a field as \x22, so quotes separate the fields.
    if (split(line, part, "\"") < 7 || part[1] !~ /^[^ ]+ - .* \[[^][]*\] $/ || part[3] !~ /^ [0-9]+ [0-9]+ $/)
        return "{" text("message", line) "}"
    # The client chooses the user name, which may contain brackets. The last brackets hold the time.
    match(part[1], / \[[^][]*\] $/)
    who = substr(part[1], 1, RSTART - 1)
    return "{" text("time_local", substr(part[1], RSTART + 2, RLENGTH - 4)) \
        "," text("remote_addr", between(who, "", " - ")) \
        "," text("remote_user", substr(who, index(who, " - ") + 3)) "," text("request", part[2]) \
        "," number("status", between(part[3], " ", " ")) \
        "," number("body_bytes_sent", between(substr(part[3], 2), " ", " ")) "," text("http_referer", part[4]) \
        "," text("http_user_agent", part[6]) (8 in part ? "," text("http_x_forwarded_for", part[8]) : "") "}"
}

function between(line, opening, closing) {
    line = opening == "" ? line : substr(line, index(line, opening) + length(opening))
    return substr(line, 1, index(line, closing) - 1)
}

function number(name, value) {
    sub(/^0+/, "", value)
    return "\"" name "\":" (value == "" ? 0 : value)
}

function text(name, value) {
    return "\"" name "\":\"" escaped(value) "\""
}

function escaped(value,    result) {
    while (match(value, /[\000-\037"\\\177-\377]/)) {
        result = result substr(value, 1, RSTART - 1)
        value = substr(value, RSTART)
        if (match(value, "^(" character ")")) {
            result = result substr(value, 1, RLENGTH)
        } else {
            RLENGTH = 1
            result = result (substr(value, 1, 1) in escapes ? escapes[substr(value, 1, 1)] : "\\ufffd")
        }
        value = substr(value, RLENGTH + 1)
    }
    return result value
}

function note() {
    if (streamed == noted) return
    tried = streamed
    noted_at = systime()
    # Use a shell: awk would exit if the volume is full. The next call tries again.
    if (!system(sprintf("echo %.0f >'%s.new' && mv '%s.new' '%s'", streamed, position, position, position)))
        noted = streamed
}
