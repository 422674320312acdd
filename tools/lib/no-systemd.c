// For a program that is linked with everything in it; see build_standalone in release.sh.
//
// libpcap asks D-Bus which interfaces it has. A part of libdbus that is for servers, and never runs here, asks systemd which sockets it
// was given, and there is no libsystemd.a to link. As libsystemd itself says of a process that systemd did not start: none.

int sd_listen_fds(int unset_environment) {
    (void)unset_environment;
    return 0;
}

int sd_is_socket(int descriptor, int family, int type, int listening) {
    (void)descriptor, (void)family, (void)type, (void)listening;
    return 0;
}
