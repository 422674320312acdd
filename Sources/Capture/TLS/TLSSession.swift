import Corpus

/// Decrypts the two directions of a TLS connection with secrets that were logged (RFC 5246, RFC 8446).
///
/// It follows the handshake, so it has to see a connection from its first byte. A direction of which bytes are lost, or
/// whose records do not open, cannot be read any further.
struct TLSSession {
    /// Takes what was within records: from the client or not, and when the last byte of the record was sent.
    typealias Emit = (_ isClient: Bool, _ content: [UInt8], _ time: Timestamp) -> Void

    /// The name that the client asked for.
    private(set) var serverName: String?
    /// Why nothing can be read, or nothing more.
    enum Problem: String, Sendable {
        /// The capture has not the beginning of the connection.
        case midstream
        /// There are no secrets for it.
        case noKey
        /// TLS before 1.2.
        case oldVersion
        /// A cipher suite that is not known.
        case unknownCipher
        /// Records are compressed, as no program has done for long.
        case compressed
    }

    /// Why nothing can be read, or nothing more; nil while there is hope.
    private(set) var problem: Problem?
    /// Whether any record was opened.
    private(set) var hasOpened = false
    /// Bytes of the connection.
    private(set) var byteCount: UInt64 = 0
    /// Of these, bytes of content that was given out.
    private(set) var contentCount: UInt64 = 0
    /// Of these, bytes that could not be read after others could.
    private(set) var unreadCount: UInt64 = 0

    private var client = TLSDirection()
    private var server = TLSDirection()
    private var clientHello: HandshakeReader.ClientHello?
    private var serverHello: HandshakeReader.ServerHello?
    private var suite: CipherSuite?
    private let lore: CaptureLore

    /// Bytes of records that wait for their keys.
    private static let waitingLimit = 1 << 20

    /// A connection of which nothing was read.
    init(_ lore: CaptureLore) {
        self.lore = lore
    }

    /// Takes bytes of a direction.
    mutating func receive(_ bytes: RawSpan, isClient: Bool, at time: Timestamp, emit: Emit) {
        byteCount &+= UInt64(bytes.byteCount)
        guard problem == nil else {
            unreadCount &+= UInt64(bytes.byteCount)
            return
        }
        self[isClient].append(bytes)
        while !self[isClient].isLost, problem == nil, let record = self[isClient].nextRecord(at: time) {
            take(record, isClient: isClient, emit: emit)
        }
        if self[isClient].isLost { unreadCount &+= self[isClient].takeRest() }
    }

    /// A direction cannot be read any further.
    mutating func lose(isClient: Bool) {
        self[isClient].isLost = true
        unreadCount &+= self[isClient].takeRest()
    }

    /// Whether a direction cannot be read any further.
    func isLost(isClient: Bool) -> Bool { self[isClient].isLost }

    /// Bytes of memory that is held for what is to come.
    var openBytes: Int { client.openBytes &+ server.openBytes }

    /// Directions that hold memory for what is to come give it up, and cannot be read any further.
    mutating func giveUpOpen() {
        if client.openBytes > 0 { lose(isClient: true) }
        if server.openBytes > 0 { lose(isClient: false) }
    }

    /// No more bytes come: what is left of both directions was not read.
    mutating func finish() {
        lose(isClient: true)
        lose(isClient: false)
    }

    private mutating func giveUp(_ problem: Problem) {
        self.problem = problem
        lose(isClient: true)
        lose(isClient: false)
    }

    private subscript(isClient: Bool) -> TLSDirection {
        get { isClient ? client : server }
        _modify {
            if isClient { yield &client } else { yield &server }
        }
    }

    private var isTLS13: Bool { serverHello?.version == 0x0304 }

    private var secrets: KeyLog.Secrets? {
        clientHello.flatMap { lore.log.secrets(of: $0.random) }
    }
}

// Records.
extension TLSSession {
    private mutating func take(_ record: TLSRecord, isClient: Bool, emit: Emit) {
        guard record.isProtected || self[isClient].isProtected else {
            switch record.type {
            case TLSRecord.handshake: takeHandshake(record.body, isClient: isClient, emit: emit)
            case TLSRecord.changeCipherSpec: changeCipher(isClient: isClient)
            default: break
            }
            return
        }
        // In TLS 1.3 it means nothing, and is never protected (RFC 8446, appendix D.4).
        if isTLS13, record.type == TLSRecord.changeCipherSpec { return }
        // The other side's hello, with the choice of keys, may come later in the capture.
        if self[isClient].ciphers.isEmpty {
            // A connection that was joined in the middle shows neither hello.
            guard clientHello != nil else { return giveUp(.midstream) }
            self[isClient].wait(record)
            if self[isClient].waitingBytes > Self.waitingLimit { lose(isClient: isClient) }
            return
        }
        open(record, isClient: isClient, emit: emit)
    }

    private mutating func open(_ record: TLSRecord, isClient: Bool, emit: Emit) {
        guard var content = self[isClient].open(record) else {
            // Early data that the server has refused opens with no key, and is followed by what does.
            if isClient, isTLS13, clientHello?.offersEarlyData == true, !self[isClient].hasOpened { return }
            unreadCount &+= record.length
            return lose(isClient: isClient)
        }
        hasOpened = true
        var type = record.type
        if isTLS13 {
            // The content's type follows it, and then there may be zeros (RFC 8446, section 5.4).
            while content.last == 0 { content.removeLast() }
            guard let inner = content.popLast() else { return }
            type = inner
        }
        switch type {
        case TLSRecord.applicationData where !content.isEmpty:
            contentCount &+= UInt64(content.count)
            emit(isClient, content, record.time)
        case TLSRecord.handshake: takeHandshake(content, isClient: isClient, emit: emit)
        case TLSRecord.changeCipherSpec: changeCipher(isClient: isClient)
        default: break
        }
    }

    /// What of a server's choice cannot be read.
    private func problem(of hello: HandshakeReader.ServerHello) -> Problem? {
        if hello.version != 0x0303, hello.version != 0x0304 { return .oldVersion }
        if hello.isCompressed { return .compressed }
        return suite == nil ? .unknownCipher : nil
    }

    private mutating func takeHandshake(_ content: [UInt8], isClient: Bool, emit: Emit) {
        self[isClient].handshake.append(content)
        do throws(HandshakeReader.Malformed) {
            while let message = try self[isClient].handshake.next() {
                act(on: message, isClient: isClient, emit: emit)
            }
        } catch {
            lose(isClient: isClient)
        }
    }

    private mutating func act(on message: HandshakeReader.Message, isClient: Bool, emit: Emit) {
        switch message {
        case .clientHello(let hello) where isClient:
            clientHello = hello
            serverName = serverName ?? hello.serverName
        case .serverHello(let hello) where !isClient && !hello.isRetry:
            serverHello = hello
            suite = CipherSuite(hello.suite)
            if let problem = problem(of: hello) { return giveUp(problem) }
            if isTLS13 { beginTLS13(emit: emit) }
        case .endOfEarlyData where isTLS13 && isClient:
            self[true].dropFirstCipher()
        case .finished where isTLS13:
            beginTraffic(isClient: isClient)
        case .keyUpdate where isTLS13:
            guard let suite, let secret = self[isClient].secret else { return }
            let next = KeySchedule.next13(secret, suite.hash)
            self[isClient].use([RecordCipher(tls13: suite, secret: next)], secret: next)
        default:
            break
        }
    }
}

// Keys.
extension TLSSession {
    private mutating func beginTLS13(emit: Emit) {
        client.isProtected = true
        server.isProtected = true
        guard let suite, let secrets else { return giveUp(.noKey) }
        if let secret = secrets.serverHandshake {
            server.use([RecordCipher(tls13: suite, secret: secret)], secret: nil)
        }
        var ciphers: [RecordCipher] = []
        if clientHello?.offersEarlyData == true, let secret = secrets.clientEarly {
            ciphers.append(RecordCipher(tls13: suite, secret: secret))
        }
        if let secret = secrets.clientHandshake { ciphers.append(RecordCipher(tls13: suite, secret: secret)) }
        client.use(ciphers, secret: nil)
        for record in client.takeWaiting() {
            if client.isLost { unreadCount &+= record.length } else { take(record, isClient: true, emit: emit) }
        }
    }

    private mutating func beginTraffic(isClient: Bool) {
        guard let suite, let secret = isClient ? secrets?.clientTraffic : secrets?.serverTraffic else {
            return lose(isClient: isClient)
        }
        self[isClient].use([RecordCipher(tls13: suite, secret: secret)], secret: secret)
    }

    /// What follows is protected with the keys that were agreed on last (RFC 5246, section 7.1).
    private mutating func changeCipher(isClient: Bool) {
        guard !isTLS13 else { return }
        self[isClient].isProtected = true
        guard let clientHello, let serverHello, let suite else { return giveUp(.midstream) }
        guard let master = secrets?.master else { return giveUp(.noKey) }
        let block = KeySchedule.expand12(
            master,
            "key expansion",
            serverHello.random + clientHello.random,
            count: RecordCipher.keyBlockLength(suite),
            suite.hash
        )
        let cipher = RecordCipher(
            tls12: suite,
            keyBlock: block,
            isClient: isClient,
            encryptsThenMACs: serverHello.encryptsThenMACs
        )
        self[isClient].use([cipher], secret: nil)
    }
}
