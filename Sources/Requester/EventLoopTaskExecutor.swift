package import NIOCore

/// Runs Swift tasks on an event loop.
///
/// A task with this executor as its preference stays on the loop over every `await` of a nonisolated function, so what it
/// resumes into needs no lock and no hop. Jobs that are made ready on the loop itself are gathered and run in one turn: the
/// loop's own queue takes a lock and a closure for each one.
///
/// `@unchecked Sendable`: `ready` and `isScheduled` are touched only on `loop`.
package final class EventLoopTaskExecutor: TaskExecutor, @unchecked Sendable {
    private let loop: any EventLoop
    private var ready: [UnownedJob] = []
    private var running: [UnownedJob] = []
    private var isScheduled = false

    /// An executor on a loop, which has to live longer than the tasks.
    package init(_ loop: any EventLoop) {
        self.loop = loop
    }

    /// Takes a job; it runs on the loop, soon.
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if loop.inEventLoop {
            ready.append(job)
            if !isScheduled {
                isScheduled = true
                loop.execute { self.run() }
            }
        } else {
            loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
        }
    }

    private func run() {
        isScheduled = false
        swap(&ready, &running)
        let executor = asUnownedTaskExecutor()
        for job in running { job.runSynchronously(on: executor) }
        running.removeAll(keepingCapacity: true)
    }
}
