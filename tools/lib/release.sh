# Sourced by the tools that make something for others: release builds which know their commit.

# commit_here: the commit of this folder, with -dirty behind it where tracked files were changed; empty outside of a clone.
commit_here() {
    git describe --always --dirty --abbrev=12 --exclude '*' 2>/dev/null || true
}

# build_release: builds the release, linked to the toolchain's runtime, and sets `program` to its path.
build_release() {
    SPAMMER_COMMIT="${SPAMMER_COMMIT-$(commit_here)}" swift build -c release --product spammer
    program=.build/release/spammer
}

# build_static: the same with the Swift runtime inside, so that it runs where no Swift is. It needs objects of its own, which
# lie in a folder of their own: neither build makes the other start anew.
build_static() {
    SPAMMER_COMMIT="${SPAMMER_COMMIT-$(commit_here)}" swift build -c release --product spammer --static-swift-stdlib \
        --scratch-path .build/static
    program=.build/static/release/spammer
}

# date_here: the day of this commit, or of SOURCE_DATE_EPOCH; so that what is made of one commit is the same every day.
date_here() {
    date -u -d "@$(epoch_here)" +%F
}

# epoch_here: the same in seconds since 1970; today's where this is no clone.
epoch_here() {
    echo "${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}"
}
