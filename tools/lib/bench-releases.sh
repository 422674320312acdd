# Sourced by tools/bench.

# serve_corpus SPAMMER CORPUS LOG [LATENCY]: a stand-in for the recorded service; sets `served` to its process and `url`.
serve_corpus() {
    "$1" serve "$2" --port 0 --latency "${4:-recorded}" >"$3" &
    served=$!
    url=""
    while [ -z "$url" ]; do
        url="$(sed -n 's/.*\(http:\/\/[0-9.:]*\).*/\1/p' "$3" | head -n 1)"
        kill -0 "$served" 2>/dev/null || { cat "$3" >&2; return 1; }
        [ -n "$url" ] || sleep 0.05
    done
}

# end_served: ends the stand-in and waits for it.
end_served() {
    kill -INT "$served" 2>/dev/null || true
    wait "$served" 2>/dev/null || true
}

# bench_releases SPAMMER FOLDER [PAIRS [SECONDS]]: one release against itself, time after time, then one whose GET /products
# takes 5 ms more.
bench_releases() {
    local spammer="$1" work="$2" pairs="${3:-20}" seconds="${4:-24}" round quiet=0 code=0
    "$spammer" record samples/shop.pcap.gz -o "$work/shop.corpus" --force >/dev/null
    "$spammer" export "$work/shop.corpus" --format jsonl | python3 tools/lib/slow-path.py /products 5 >"$work/slow.jsonl"
    "$spammer" record "$work/slow.jsonl" -o "$work/slow.corpus" --force >/dev/null
    echo "$pairs pairs of runs of $seconds s, four times as fast as recorded, against spammer serve"
    serve_corpus "$spammer" "$work/shop.corpus" "$work/serve.log"
    for round in $(seq 0 "$pairs"); do
        "$spammer" replay "$work/shop.corpus" --target "$url" --speed 4x --loop -d "${seconds}s" \
            -o "$work/run-$round.json" --log "$work/run-$round.log" >/dev/null 2>&1 || true
        [ "$round" -gt 0 ] || continue
        code=0
        "$spammer" compare "$work/run-$((round - 1)).json" "$work/run-$round.json" >"$work/compare.txt" || code=$?
        printf '  %2d: %s (exit %d)\n' "$round" "$(head -n 1 "$work/compare.txt")" "$code"
        [ "$code" -ne 0 ] || quiet=$((quiet + 1))
    done
    end_served
    echo "The same release: quiet in $quiet of $pairs"
    serve_corpus "$spammer" "$work/slow.corpus" "$work/serve.log"
    "$spammer" replay "$work/shop.corpus" --target "$url" --speed 4x --loop -d "${seconds}s" \
        -o "$work/slow.json" --log "$work/slow.log" >/dev/null 2>&1 || true
    end_served
    echo "GET /products 5 ms slower:"
    "$spammer" compare "$work/run-$pairs.json" "$work/slow.json" | head -n 8 || true
}
