# Sourced by tools/bench.

# start_nginx FOLDER: one worker with a page of 612 bytes on port 18281; its number is in FOLDER/nginx.pid.
start_nginx() {
    local folder="$1"
    mkdir -p "$folder/www"
    head -c 612 /dev/zero | tr '\0' x >"$folder/www/index.html"
    cat >"$folder/nginx.conf" <<CONF
worker_processes 1;
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
    nginx -c "$folder/nginx.conf"
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
        /usr/bin/time -o "$work/time" -f "%e %M" "$spammer" record - -o "$work/out.corpus" >"$work/report"
    head -2 "$work/report"
    read -r seconds peak <"$work/time"
    echo "peak memory $((peak / 1024)) MiB in $seconds s; goal: below 150 MB"
    figure "$seconds" s lower "record 10,000 connections: time"
    figure "$(awk "BEGIN {print $peak / 1024}")" MiB lower "record 10,000 connections: peak memory"
    [ "$((peak * 1024))" -lt 150000000 ]
}

# cpu FILE COMMAND...: microseconds of processor time of one run, in MICROSECONDS.
cpu() {
    local into="$1"
    shift
    /usr/bin/time -o "$into" -f "%U %S" "$@" >"$into.out" 2>&1 || true
    microseconds=$(awk 'END {printf "%d", ($1 + $2) * 1e6}' "$into")
}

# median NUMBERS...
median() {
    printf '%s\n' "$@" | sort -n | awk '{a[NR] = $1} END {print a[int((NR + 1) / 2)]}'
}

# bench_replay SPAMMER FOLDER
bench_replay() {
    local spammer="$1" work="$2" url=http://127.0.0.1:18281/ round count microseconds
    local -a wrk=() own=() library=() hey=()
    echo "A capture to replay, five seconds of wrk:"
    make_capture "$work"
    "$spammer" record "$work/http.pcap" -o "$work/replay.corpus" >/dev/null
    rm "$work/http.pcap"
    start_nginx "$work"
    echo
    echo "Processor time a request, as fast as it goes, one thread, 64 connections, 612 bytes; five rounds, one after the other"
    for round in 1 2 3 4 5; do
        cpu "$work/time" wrk -t1 -c64 -d3s "$url"
        count=$(grep -oE "[0-9]+ requests in" "$work/time.out" | cut -d" " -f1)
        wrk+=("$(awk "BEGIN {print $microseconds / $count}")")
        cpu "$work/time" "$spammer" replay "$work/replay.corpus" --target "$url" --closed --connections 64 --threads 1 \
            --loop --duration 3s --allow-recorded-origin --no-log -o "$work/replay.json"
        count=$(python3 -c "import json; print(json.load(open('$work/replay.json'))['total'])")
        own+=("$(awk "BEGIN {print $microseconds / $count}")")
        cpu "$work/time" "$spammer" run "$url" --closed --connections 64 --threads 1 --duration 3s --no-log -o "$work/run.json"
        count=$(python3 -c "import json; print(json.load(open('$work/run.json'))['total'])")
        library+=("$(awk "BEGIN {print $microseconds / $count}")")
        figure "${own[-1]}" us lower "replay: processor time a request"
        figure "${library[-1]}" us lower "run: processor time a request"
        figure "$(awk "BEGIN {print ${own[-1]} / ${wrk[-1]}}")" ratio lower "replay: processor time beside wrk's"
        figure "$(awk "BEGIN {print ${library[-1]} / ${wrk[-1]}}")" ratio lower "run: processor time beside wrk's"
        if command -v hey >/dev/null; then
            cpu "$work/time" hey -cpus 1 -c 64 -z 3s "$url"
            count=$(grep -oE "\[200\].[0-9]+" "$work/time.out" | grep -oE "[0-9]+$")
            hey+=("$(awk "BEGIN {print $microseconds / $count}")")
        fi
    done
    local base
    base=$(median "${wrk[@]}")
    report() { awk "BEGIN {printf \"  %-26s %6.2f us  %5.2f of wrk\n\", \"$1\", $2, $2 / $base}"; }
    report wrk "$base"
    report "spammer replay" "$(median "${own[@]}")"
    report "spammer run (a Spammer)" "$(median "${library[@]}")"
    if [ ${#hey[@]} -gt 0 ]; then report hey "$(median "${hey[@]}")"; fi
    echo "  goal: at most 1.2 of wrk; a Spammer at most 1.3 of the replay"
    echo
    echo "Lateness on the wire, of even spaces, behind the earliest packet (p50, p99, largest, in ms; packets)"
    local rate option seconds=10
    for rate in 2000 5000; do
        echo "  $rate/s: a bare loop of timers   $(python3 tools/lib/timer-floor.py "$rate" "$seconds")"
        for option in "" --precise; do
            tcpdump -i lo -B 65536 --immediate-mode --time-stamp-precision=nano -w "$work/wire.pcap" dst port 18281 2>"$work/tcpdump.log" &
            local tcpdump=$!
            until grep -q listening "$work/tcpdump.log"; do sleep 0.1; done
            # shellcheck disable=SC2086 # no option is no word
            "$spammer" run "$url" --rate "$rate" --duration "${seconds}s" --threads 1 $option --no-log \
                -o "$work/run.json" >/dev/null || true
            kill -INT "$tcpdump"
            wait "$tcpdump" || true
            printf "  %s/s: spammer run %-14s %s\n" "$rate" "$option" \
                "$(python3 tools/lib/send-times.py "$work/wire.pcap" 18281 "$rate")"
        done
    done
    echo "  goal: within 1.5 of the bare loop; precise p50 below 0.010 and p99 below 0.200 above a spinning loop's"
    stop_nginx "$work"
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
