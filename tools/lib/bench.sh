# Sourced by tools/bench.

# start_nginx FOLDER [CORES]: a page of 612 bytes on port 18281; its number is in FOLDER/nginx.pid.
#
# One worker, or on so many cores as many.
start_nginx() {
    local folder="$1" cores="${2:-}"
    local -a where=()
    [ -z "$cores" ] || where=(taskset -c "0-$((cores - 1))")
    mkdir -p "$folder/www"
    head -c 612 /dev/zero | tr '\0' x >"$folder/www/index.html"
    cat >"$folder/nginx.conf" <<CONF
worker_processes ${cores:-1};
pid $folder/nginx.pid;
error_log $folder/error.log;
events { worker_connections 1024; }
http {
    access_log off;
    keepalive_requests 10000000;
    server { listen 127.0.0.1:18281; location / { root $folder/www; } }
}
CONF
    chmod -R a+rX "$folder"
    "${where[@]}" nginx -c "$folder/nginx.conf"
}

# stop_nginx FOLDER: ends it, where it runs, and waits for that.
stop_nginx() {
    local folder="$1"
    [ -f "$folder/nginx.pid" ] || return 0
    kill "$(cat "$folder/nginx.pid")"
    while [ -f "$folder/nginx.pid" ]; do sleep 0.1; done
}

# make_capture FOLDER: five seconds of a small page from nginx over loopback, as fast as one wrk asks for it.
make_capture() {
    local folder="$1" program
    for program in nginx wrk tcpdump; do
        if ! command -v "$program" >/dev/null; then
            echo "A capture is made with nginx, wrk and tcpdump, and there is no $program; give a capture instead" >&2
            return 1
        fi
    done
    start_nginx "$folder"
    tcpdump -i lo -B 262144 -w "$folder/http.pcap" port 18281 2>"$folder/tcpdump.log" &
    local tcpdump=$!
    until grep -q listening "$folder/tcpdump.log"; do sleep 0.1; done
    wrk -t1 -c32 -d5s http://127.0.0.1:18281/ >"$folder/wrk.log"
    kill -INT "$tcpdump"
    wait "$tcpdump" || true
    stop_nginx "$folder"
    grep -E "requests in" "$folder/wrk.log"
    grep -E "dropped" "$folder/tcpdump.log"
}

# figure VALUE UNIT lower|higher NAME: one round of a figure, for --json.
figure() {
    printf '%s\t%s\t%s\t%s\n' "$@" >>"$figures"
}

# timed_figures FILE NAME: the rounds that `timed` wrote, as figures.
timed_figures() {
    local seconds kilobytes
    [ -f "$1" ] || return 0
    while read -r seconds kilobytes; do
        # A program that fails has a line of words first.
        [[ "$seconds" =~ ^[0-9.]+$ ]] || continue
        figure "$seconds" s lower "$2: time"
        figure "$(awk "BEGIN {print $kilobytes / 1024}")" MiB lower "$2: peak memory"
    done <"$1"
}

# timed FILE COMMAND...: seconds and kilobytes of one run, appended to FILE.
timed() {
    local into="$1"
    shift
    /usr/bin/time -a -o "$into" -f "%e %M" "$@" >/dev/null 2>&1 || true
}

# bench_capture SPAMMER FOLDER [CAPTURE]
bench_capture() {
    local spammer="$1" work="$2" capture="$3" round ratio
    if [ -z "$capture" ]; then
        make_capture "$work"
        capture="$work/http.pcap"
    fi
    # Once for the page cache.
    cat "$capture" >/dev/null
    echo "$(stat -c %s "$capture") bytes; five rounds, one program after the other"
    for round in 1 2 3 4 5; do
        timed "$work/1-tcpdump" tcpdump -r "$capture" -w /dev/null
        timed "$work/2-spammer" "$spammer" record "$capture" -o "$work/out.corpus" --force
        if command -v tcpflow >/dev/null; then
            timed "$work/3-tcpflow" tcpflow -r "$capture" -o "$work/flows"
            rm -rf "$work/flows"
        fi
        if command -v httpry >/dev/null; then timed "$work/4-httpry" httpry -r "$capture" -o /dev/null; fi
        if command -v gor >/dev/null; then
            timed "$work/5-gor" gor --input-raw "$capture" --input-raw-engine pcap_file --output-file "$work/gor.out"
        fi
        if command -v tshark >/dev/null && [ "$round" -le 2 ]; then
            timed "$work/6-tshark" tshark -r "$capture" -Y http.request -T fields -e http.request.uri
        fi
    done
    python3 tools/lib/bench-table.py "$work"/[1-6]-*
    timed_figures "$work/2-spammer" "record a capture"
    while read -r ratio; do
        figure "$ratio" ratio lower "record a capture: time beside tcpdump's"
    done < <(paste <(grep '^[0-9]' "$work/2-spammer") <(grep '^[0-9]' "$work/1-tcpdump") | awk '$3 > 0 {print $1 / $3}')
    figure "$(stat -c %s "$work/out.corpus")" B lower "record a capture: corpus"
    echo "$(stat -c %s "$work/out.corpus") bytes of corpus; goal: at most 3 times tcpdump's time"
}

# bench_memory SPAMMER FOLDER: fails where the peak is 150 MB or more.
bench_memory() {
    local spammer="$1" work="$2" peak
    echo "2 GB on 10,000 connections at once, through a pipe"
    python3 tools/lib/many-streams.py 2000000000 10000 |
        /usr/bin/time -o "$work/time" -f "%e %M" "$spammer" record - -o "$work/memory.corpus" >"$work/report"
    head -2 "$work/report"
    read -r seconds peak <"$work/time"
    echo "peak memory $((peak / 1024)) MiB in $seconds s; goal: below 150 MB"
    figure "$seconds" s lower "record 10,000 connections: time"
    figure "$(awk "BEGIN {print $peak / 1024}")" MiB lower "record 10,000 connections: peak memory"
    [ "$((peak * 1024))" -lt 150000000 ]
}

# make_mixed_capture FOLDER: a realistic mix of requests to nginx, with answers of many sizes and statuses.
make_mixed_capture() {
    local folder="$1" tcpdump
    mkdir -p "$folder"
    cat >"$folder/nginx.conf" <<CONF
worker_processes 1;
pid $folder/nginx.pid;
error_log $folder/error.log;
events { worker_connections 1024; }
http {
    access_log off;
    keepalive_requests 10000000;
    split_clients \$request_uri \$word { 40% short; 40% a-longer-answer-than-that; * "{\\"an\\":\\"answer\\"}"; }
    server {
        listen 127.0.0.1:18282;
        location /items/ { return 200 "\$request_uri \$word \$request_id"; }
        location /users/ { return 404 "nobody"; }
        location /cart { return 201 "\$request_id"; }
        location / { return 200 "\$word"; }
    }
}
CONF
    chmod -R a+rX "$folder"
    nginx -c "$folder/nginx.conf"
    tcpdump -i lo -B 262144 -w "$folder/mixed.pcap" port 18282 2>"$folder/tcpdump.log" &
    tcpdump=$!
    until grep -q listening "$folder/tcpdump.log"; do sleep 0.1; done
    python3 tools/lib/mixed-load.py 18282 "${MIXED_REQUESTS:-100000}" 50
    kill -INT "$tcpdump"
    wait "$tcpdump" || true
    stop_nginx "$folder"
    grep -E "dropped" "$folder/tcpdump.log"
}

# corpus_speed SPAMMER CORPUS NAME: what reading and writing it takes, as the least of three runs.
corpus_speed() {
    local spammer="$1" corpus="$2" count first
    count="$("$spammer" inspect "$corpus" --format json | python3 -c 'import json, sys; print(json.load(sys.stdin)["totals"]["exchanges"])')"
    cat "$corpus" >/dev/null
    for _ in 1 2 3; do
        timed "$corpus.read" "$spammer" inspect "$corpus" --format json
        timed "$corpus.write" "$spammer" slice "$corpus" -o "$corpus.copy" --force
        timed "$corpus.seek" "$spammer" show "$corpus" --id "$count"
    done
    for first in read write seek; do
        timed_figures "$corpus.$first" "corpus $3: $first"
    done
    for first in read write seek; do
        echo "$count $(sort -n "$corpus.$first" | head -1)"
    done | awk 'BEGIN {split("decoding all blocks|reading and writing all|showing the last", name, "|")}
        {printf "%-26s%8.2f s%14.0f exchanges/s%8.0f MiB\n", name[NR], $2, $1 / ($2 > 0 ? $2 : 0.01), $3 / 1024}'
}

# bench_corpus SPAMMER FOLDER [CAPTURE]
bench_corpus() {
    local spammer="$1" work="$2" capture="$3" name
    local -a captures=("$capture")
    if [ -z "$capture" ]; then
        make_capture "$work"
        make_mixed_capture "$work/mixed"
        captures=("$work/http.pcap" "$work/mixed/mixed.pcap")
    fi
    for name in "${captures[@]}"; do
        "$spammer" record "$name" -o "$work/bench.corpus" --force >/dev/null
        printf '\n%s, %s bytes of capture\n' "$(basename "$name")" "$(stat -c %s "$name")"
        python3 tools/lib/corpus-sizes.py "$spammer" "$work/bench.corpus"
        echo
        corpus_speed "$spammer" "$work/bench.corpus" "$(basename "$name")"
        rm -f "$work"/bench.corpus.*
    done
}
