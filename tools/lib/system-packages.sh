# Sourced by the tools: makes sure that what the build needs of the system is there.

# need_packages PACKAGE...: installs the Debian packages that are missing; says so first.
need_packages() {
    local missing=() package
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    if ! command -v apt-get >/dev/null; then
        echo "These system packages are missing, and there is no apt-get to install them with: ${missing[*]}" >&2
        echo "Install libpcap, zlib and SQLite with their headers, and pkg-config, then run this again." >&2
        return 1
    fi
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        if ! sudo -n true 2>/dev/null; then
            echo "These system packages are missing: ${missing[*]}" >&2
            echo "Installing them needs root. Run this first: sudo apt-get install ${missing[*]}" >&2
            return 1
        fi
        as_root=(sudo -n)
    fi
    echo "Installing system packages: ${missing[*]}"
    "${as_root[@]}" apt-get update -qq || echo "The package lists could not be refreshed; trying with those there are." >&2
    if ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >/dev/null; then
        echo "apt-get could not install: ${missing[*]}" >&2
        return 1
    fi
}

# need_swift: the toolchain is the one thing that the tools do not install.
need_swift() {
    if ! command -v swift >/dev/null; then
        echo "There is no swift here. Install the Swift toolchain, 6.2 or later, from https://www.swift.org/install" >&2
        return 1
    fi
}
