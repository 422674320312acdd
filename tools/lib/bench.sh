# Sourced by tools/bench.

# make_capture FOLDER: five seconds of a small page from nginx over loopback, as fast as one wrk asks for it.
make_capture() {
    local folder="$1" program
    for program in nginx wrk tcpdump; do
        if ! command -v "$program" >/dev/null; then
            echo "A capture is made with nginx, wrk and tcpdump, and there is no $program; give a capture instead" >&2
            return 1
        fi
    done
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
    tcpdump -i lo -B 262144 -w "$folder/http.pcap" port 18281 2>"$folder/tcpdump.log" &
    local tcpdump=$!
    until grep -q listening "$folder/tcpdump.log"; do sleep 0.1; done
    wrk -t1 -c32 -d5s http://127.0.0.1:18281/ >"$folder/wrk.log"
    kill -INT "$tcpdump"
    wait "$tcpdump" || true
    kill "$(cat "$folder/nginx.pid")"
    grep -E "requests in" "$folder/wrk.log"
    grep -E "dropped" "$folder/tcpdump.log"
}

# timed FILE COMMAND...: seconds and kilobytes of one run, appended to FILE.
timed() {
    local into="$1"
    shift
    /usr/bin/time -a -o "$into" -f "%e %M" "$@" >/dev/null 2>&1 || true
}

# bench_capture SPAMMER FOLDER [CAPTURE]
bench_capture() {
    local spammer="$1" work="$2" capture="$3" round
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
    [ "$((peak * 1024))" -lt 150000000 ]
}
