#include <pcap/pcap.h>
#include <stdio.h>
#include <sys/types.h>

// glibc's fopencookie, which <stdio.h> shows only under _GNU_SOURCE, and so not to Swift. The label binds these
// declarations to the function that glibc has under that name; the struct is laid out as cookie_io_functions_t.
struct spammer_stream_functions {
    ssize_t (*read)(void *cookie, char *buffer, size_t count);
    ssize_t (*write)(void *cookie, const char *buffer, size_t count);
    int (*seek)(void *cookie, int64_t *offset, int whence);
    int (*close)(void *cookie);
};

FILE *spammer_open_stream(void *cookie, const char *mode, struct spammer_stream_functions functions)
    __asm__("fopencookie");
