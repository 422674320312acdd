import Analysis
import Requester

extension ConnectionSummary {
    init(_ statistics: RequesterStatistics) {
        self.init(
            opened: UInt64(statistics.connects),
            failed: UInt64(statistics.failedConnects),
            reused: UInt64(statistics.reuses),
            reset: UInt64(statistics.resets),
            bytesReceived: statistics.bytesIn,
            bytesSent: statistics.bytesOut
        )
        if statistics.http2Connects > 0 { http2 = UInt64(statistics.http2Connects) }
        if statistics.prewarmed > 0 { prewarmed = UInt64(statistics.prewarmed) }
        if statistics.poolWaits > 0 { waitedForConnection = UInt64(statistics.poolWaits) }
        if statistics.originWaits > 0 { waitedForHost = UInt64(statistics.originWaits) }
        if statistics.retired > 0 { retired = UInt64(statistics.retired) }
        if statistics.retries > 0 { retries = UInt64(statistics.retries) }
    }
}

extension DNSSummary {
    init(_ statistics: RequesterStatistics) {
        self.init(
            lookups: UInt64(statistics.lookups),
            hits: UInt64(statistics.lookupHits),
            failures: UInt64(statistics.lookupFailures),
            time: statistics.lookupNanoseconds
        )
    }
}
