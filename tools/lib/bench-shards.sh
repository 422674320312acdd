# Sourced by tools/bench, with bench-releases.sh.

# bench_shards SPAMMER FOLDER [ROUNDS [SECONDS]]: one process beside four that are its shards, merged, and what compare says.
bench_shards() {
    local spammer="$1" work="$2" rounds="${3:-3}" seconds="${4:-20}" round index start served url
    local -a one=() four=() running
    "$spammer" record samples/shop.pcap.gz -o "$work/shop.corpus" --force >/dev/null
    serve_corpus "$spammer" "$work/shop.corpus" "$work/serve.log" none
    echo "$rounds rounds of $seconds s at 2,000/s against spammer serve: one process, then four that are its shards"
    shard() {
        "$spammer" replay "$work/shop.corpus" --target "$url" --rate 2000 --loop -d "${seconds}s" --threads 1 \
            --no-log --no-history "$@" >/dev/null 2>&1 || true
    }
    for round in $(seq "$rounds"); do
        shard -o "$work/one-$round.json"
        one+=("$work/one-$round.json")
        start="$(date -u -d '+3 seconds' +%Y-%m-%dT%H:%M:%SZ)"
        running=()
        for index in 1 2 3 4; do
            shard --shard "$index/4" --start-at "$start" -o "$work/shard-$round-$index.json" &
            running+=($!)
        done
        wait "${running[@]}"
        "$spammer" merge "$work/shard-$round-"*.json -o "$work/four-$round.json" --force >"$work/merge.txt" 2>&1 || cat "$work/merge.txt"
        four+=("$work/four-$round.json")
    done
    end_served
    "$spammer" compare --baseline "${one[@]}" --candidate "${four[@]}" || true
}
