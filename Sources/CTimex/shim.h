// What the toolchain's module of the C library leaves out, and SpammerKit needs: adjtimex(2), and malloc_trim(3).
#include <malloc.h>
#include <sys/timex.h>
