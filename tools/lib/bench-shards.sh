# Sourced by tools/bench, with bench.sh and bench-replay.sh.

# bench_shards SPAMMER FOLDER [ROUNDS [SECONDS]]: one process beside four that are its shards, merged, and what compare says.
bench_shards() {
    local spammer="$1" work="$2" rounds="${3:-3}" seconds="${4:-20}" round index start url=http://127.0.0.1:18281
    local -a one=() four=() running
    make_replay_corpus "$spammer" "$work"
    # A target without a state: one that answers in the recorded order is another one to shards, whose requests mix.
    start_nginx "$work"
    echo "$rounds rounds of $seconds s at 2,000/s against nginx: one process, then four that are its shards"
    shard() {
        "$spammer" replay "$work/replay.corpus" --target "$url" --rate 2000 --loop -d "${seconds}s" --threads 1 \
            --no-log --no-history --allow-recorded-origin "$@" >/dev/null 2>&1 || true
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
    stop_nginx "$work"
    "$spammer" compare --baseline "${one[@]}" --candidate "${four[@]}" | head -n 32 || true
}
