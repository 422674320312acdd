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

# build_standalone: links build_static's objects once more, with everything in it: libc, libpcap, zlib and SQLite, too. It runs on any
# Linux of this architecture, and in an empty folder.
#
# SwiftPM has no such build of its own, but the compiler has the linking: SwiftPM's list of objects goes to it as it is.
build_standalone() {
    build_static
    local folder list libraries
    folder="$(realpath "$(dirname "$program")")"
    list="$folder/spammer.product/Objects.LinkFileList"
    [ -f "$list" ] || { echo "SwiftPM leaves no list of objects in $list any more" >&2; return 1; }
    clang -O1 -c tools/lib/no-systemd.c -o "$folder/no-systemd.o"
    read -ra libraries <<<"$(pkg-config --static --libs libpcap sqlite3 zlib | sed 's/-lsystemd//')"
    # The linker warns of each function of libc that may load a module which nsswitch.conf names. Without any, names are found in
    # /etc/hosts and by DNS.
    swiftc -static-executable -emit-executable -module-name spammer -o "$folder/spammer-standalone" "@$list" "$folder/no-systemd.o" \
        -Xlinker --gc-sections -Xlinker --defsym -Xlinker main=spammer_main -lstdc++ "${libraries[@]}" 2>"$folder/link.log" ||
        { grep -v 'warning: ' "$folder/link.log" >&2; return 1; }
    program=.build/static/release/spammer-standalone
}

# date_here: the day of this commit, or of SOURCE_DATE_EPOCH; so that what is made of one commit is the same every day.
date_here() {
    date -u -d "@$(epoch_here)" +%F
}

# epoch_here: the same in seconds since 1970; today's where this is no clone.
epoch_here() {
    echo "${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}"
}
