/// What bounds the memory of a run's record, however long the run and whatever the target answers.
///
/// What passes a limit is still counted, under a common name.
package enum RecorderLimits {
    /// Endpoints with histograms of their own; later ones are recorded together under the last place of the table.
    ///
    /// An endpoint has five histograms of up to 180 KB, so this keeps the worst case of an event loop below half a
    /// gigabyte; a service with a hundred routes takes a fifth of that.
    package static let endpoints = 512

    /// Pairs of recorded and replayed status that one endpoint tells apart; later ones are counted as unlisted.
    ///
    /// A service answers a route with a handful of codes. The search is linear, so this also bounds its cost.
    package static let statusPairsPerEndpoint = 64

    /// Pairs of recorded and replayed status that a whole run tells apart.
    package static let statusPairsPerRun = 1024

    /// Failure reasons that a run tells apart; later ones are counted as ``otherReason``.
    ///
    /// A reason that carries an id or an address is a new one each time.
    package static let reasons = 256

    /// Bytes of a reason that are kept.
    package static let reasonLength = 300

    /// Buckets of the series over time; a longer run has wider buckets.
    ///
    /// Ten minutes at one second a bucket; then between 300 and 600 points, which is what a chart can show.
    package static let seriesBuckets = 600

    /// Buckets of an endpoint's record over time; a longer run has wider buckets, see ``SecondSeries``.
    ///
    /// Two minutes at one second a bucket. A comparison samples blocks of 5 to 10 seconds, so a run of up to 17 minutes is
    /// still judged by blocks of 8 seconds.
    package static let secondBuckets = 128

    /// Endpoints with a record over time, those that the run's table names first; the others have their histograms only.
    ///
    /// A bucket takes 6 KB, so an endpoint 0.8 MB, and an event loop 100 MB at the very worst.
    package static let endpointsWithSeconds = 128

    /// Bytes of an event loop's records over time that somebody may look at while the run goes on.
    ///
    /// The loop copies what it changes while another thread holds it: 16 MiB take it some milliseconds, spread over the
    /// requests of a second.
    package static let secondsLookedAt = 16 << 20

    /// The name under which what passes a limit is counted.
    package static let otherReason = "(other)"
}
