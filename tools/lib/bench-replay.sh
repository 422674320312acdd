# Sourced by tools/bench, with bench.sh and bench-releases.sh.

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

# total SUMMARY: how many requests a run had.
total() { python3 -c "import json, sys; print(json.load(open(sys.argv[1]))['total'])" "$1"; }

# make_replay_corpus SPAMMER FOLDER: replay.corpus, of five seconds of wrk.
make_replay_corpus() {
    [ ! -f "$2/replay.corpus" ] || return 0
    echo "A capture to replay, five seconds of wrk:"
    make_capture "$2"
    "$1" record "$2/http.pcap" -o "$2/replay.corpus" >/dev/null
    rm "$2/http.pcap"
    echo
}

# bench_cost SPAMMER FOLDER: processor time a request, beside load generators.
bench_cost() {
    local spammer="$1" work="$2" url=http://127.0.0.1:18281/ round count microseconds
    local -a wrk=() own=() library=() paced=() hey=() h2load=()
    make_replay_corpus "$spammer" "$work"
    start_nginx "$work"
    echo "Processor time a request, as fast as it goes, one thread, 64 connections, 612 bytes; five rounds, one after the other"
    for round in 1 2 3 4 5; do
        cpu "$work/time" wrk -t1 -c64 -d3s "$url"
        count=$(grep -oE "[0-9]+ requests in" "$work/time.out" | cut -d" " -f1)
        wrk+=("$(awk "BEGIN {print $microseconds / $count}")")
        cpu "$work/time" "$spammer" replay "$work/replay.corpus" --target "$url" --closed --connections 64 --threads 1 \
            --loop --duration 3s --allow-recorded-origin --no-log -o "$work/replay.json"
        own+=("$(awk "BEGIN {print $microseconds / $(total "$work/replay.json")}")")
        cpu "$work/time" "$spammer" run "$url" --closed --connections 64 --threads 1 --duration 3s --no-log -o "$work/run.json"
        library+=("$(awk "BEGIN {print $microseconds / $(total "$work/run.json")}")")
        cpu "$work/time" "$spammer" replay "$work/replay.corpus" --target "$url" --rate 5000 --connections 64 --threads 1 \
            --loop --duration 3s --allow-recorded-origin --no-log -o "$work/replay.json"
        paced+=("$(awk "BEGIN {print $microseconds / $(total "$work/replay.json")}")")
        figure "${paced[-1]}" us lower "replay at 5,000/s: processor time a request"
        figure "${own[-1]}" us lower "replay: processor time a request"
        figure "${library[-1]}" us lower "run: processor time a request"
        figure "$(awk "BEGIN {print ${own[-1]} / ${wrk[-1]}}")" ratio lower "replay: processor time beside wrk's"
        figure "$(awk "BEGIN {print ${library[-1]} / ${wrk[-1]}}")" ratio lower "run: processor time beside wrk's"
        if command -v hey >/dev/null; then
            cpu "$work/time" hey -cpus 1 -c 64 -z 3s "$url"
            count=$(grep -oE "\[200\].[0-9]+" "$work/time.out" | grep -oE "[0-9]+$")
            hey+=("$(awk "BEGIN {print $microseconds / $count}")")
        fi
        if command -v h2load >/dev/null; then
            cpu "$work/time" h2load --h1 -t 1 -c 64 -D 3 "$url"
            count=$(grep -oE "[0-9]+ succeeded" "$work/time.out" | cut -d" " -f1)
            h2load+=("$(awk "BEGIN {print $microseconds / $count}")")
        fi
    done
    local base
    base=$(median "${wrk[@]}")
    report() { awk "BEGIN {printf \"  %-26s %6.2f us  %5.2f of wrk\n\", \"$1\", $2, $2 / $base}"; }
    report wrk "$base"
    report "spammer replay" "$(median "${own[@]}")"
    report "spammer run (a Spammer)" "$(median "${library[@]}")"
    report "spammer replay at 5,000/s" "$(median "${paced[@]}")"
    if [ ${#hey[@]} -gt 0 ]; then report hey "$(median "${hey[@]}")"; fi
    if [ ${#h2load[@]} -gt 0 ]; then report "h2load --h1" "$(median "${h2load[@]}")"; fi
    echo "  goal: at most 1.2 of wrk; a Spammer at most 1.3 of the replay; 45 us paced"
    stop_nginx "$work"
}

# bench_cores SPAMMER FOLDER: what a second core brings, where the target gets one, too.
#
# Everything, nginx as well, on one core with one thread each, and then on two with two each: the target is half of the
# work in both, so that twice the rate is what a generator that scales reaches.
bench_cores() {
    local spammer="$1" work="$2" url=http://127.0.0.1:18281/ round cores
    local -a rates
    [ "$(nproc)" -ge 2 ] || { echo "Two cores beside one: this machine has one"; return 0; }
    make_replay_corpus "$spammer" "$work"
    echo "Requests a second on one core and on two, the target's work among them; five rounds, one after the other"
    local -a one=() two=()
    for round in 1 2 3 4 5; do
        rates=()
        for cores in 1 2; do
            start_nginx "$work" "$cores"
            taskset -c "0-$((cores - 1))" "$spammer" replay "$work/replay.corpus" --target "$url" --closed --connections 64 \
                --threads "$cores" --loop --duration 5s --allow-recorded-origin --no-log -o "$work/replay.json" >/dev/null 2>&1 || true
            rates+=("$(awk "BEGIN {print $(total "$work/replay.json") / 5}")")
            stop_nginx "$work"
        done
        one+=("${rates[0]}")
        two+=("${rates[1]}")
        figure "$(awk "BEGIN {print ${rates[1]} / ${rates[0]}}")" ratio higher "replay: rate on two cores beside one"
    done
    awk "BEGIN {printf \"  one %.0f/s, two %.0f/s: %.2f times\n\", $(median "${one[@]}"), $(median "${two[@]}"), $(median "${two[@]}") / $(median "${one[@]}")}"
    echo "  goal: 1.7 at least"
}

# wire SPAMMER FOLDER URL RATE SECONDS [--precise]: how late a replay's requests were on the wire.
wire() {
    local spammer="$1" work="$2" url="$3" rate="$4" seconds="$5" port="${3##*:}"
    shift 5
    tcpdump -i lo -B 65536 --immediate-mode --time-stamp-precision=nano -s 128 -w "$work/wire.pcap" \
        "dst port $port" 2>"$work/tcpdump.log" &
    local tcpdump=$!
    until grep -q listening "$work/tcpdump.log"; do sleep 0.1; done
    "$spammer" replay "$work/replay.corpus" --target "$url" --rate "$rate" --loop --duration "${seconds}s" \
        --threads 1 --allow-recorded-origin --no-log "$@" -o "$work/wire.json" >/dev/null 2>&1 || true
    kill -INT "$tcpdump"
    wait "$tcpdump" || true
    python3 tools/lib/send-times.py "$work/wire.pcap" "$port" "$rate"
    rm -f "$work/wire.pcap"
}

# bench_lateness SPAMMER FOLDER SECONDS: how late requests are on the wire, beside bare loops of timers.
bench_lateness() {
    local spammer="$1" work="$2" seconds="$3" rate served url
    make_replay_corpus "$spammer" "$work"
    serve_corpus "$spammer" "$work/replay.corpus" "$work/serve.log" none
    echo "Lateness on the wire of $seconds s against spammer serve, of even spaces, behind the earliest packet (p50, p99, largest, in ms; packets)"
    for rate in 2000 5000; do
        echo "  $rate/s: a bare loop of timers      $(python3 tools/lib/timer-floor.py "$rate" "$seconds")"
        echo "  $rate/s: spammer replay             $(wire "$spammer" "$work" "$url" "$rate" "$seconds")"
        echo "  $rate/s: a bare loop that spins     $(python3 tools/lib/timer-floor.py --spin "$rate" "$seconds")"
        echo "  $rate/s: spammer replay --precise   $(wire "$spammer" "$work" "$url" "$rate" "$seconds" --precise)"
    done
    echo "  goal: within 1.5 of the bare loop; precise p50 below 0.010 and p99 below 0.200 above the loop that spins"
    end_served
}
