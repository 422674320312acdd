#include "CCommit.h"

#ifndef SPAMMER_COMMIT
#define SPAMMER_COMMIT ""
#endif

const char *spammer_commit(void) { return SPAMMER_COMMIT; }
