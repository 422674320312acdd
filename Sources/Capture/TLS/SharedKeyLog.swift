/// The key log of one recording: what a file gave, and what captures bring with them as they are read.
///
/// A class, as all connections look into the same one; a recording is the work of one thread.
final class SharedKeyLog {
    /// The secrets so far.
    var log: KeyLog

    init(_ log: KeyLog) {
        self.log = log
    }
}
