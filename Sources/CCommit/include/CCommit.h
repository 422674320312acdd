#ifndef SPAMMER_COMMIT_H
#define SPAMMER_COMMIT_H

/// The git commit that this build was made of, as SPAMMER_COMMIT in the environment of `swift build` said; "" where it said
/// nothing.
///
/// It is in C since that is the one language of the package in which a build can be told a value, and not only a condition:
/// one small file is compiled again for another commit, and no Swift.
const char *spammer_commit(void);

#endif
