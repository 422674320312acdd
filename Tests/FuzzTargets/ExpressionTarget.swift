import Analysis
import Corpus
import SpammerKit

/// Expressions of a user's.
enum ExpressionTarget {
    /// A threshold, read alone and as a file of them.
    static func runThreshold(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        do throws(ThresholdError) {
            let threshold = try Threshold(text)
            // Shards are merged by what their summaries say of the thresholds: that has to be the same one.
            let again = try Threshold(threshold.text)
            require(again == threshold, "\(threshold) is written \(threshold.text), which is \(again)")
        } catch {
            requirePlace(error.description, error.expression, error.offset)
        }
        do throws(ThresholdFile.Fault) {
            let thresholds = try ThresholdFile.thresholds(yaml: text)
            require(!thresholds.isEmpty, "a file of nothing")
        } catch {
            require(!error.description.isEmpty, "an error without words")
        }
    }

    /// That an error is in words, and shows a place that there is.
    private static func requirePlace(_ words: String, _ expression: String, _ offset: Int) {
        require(!words.isEmpty, "an error without words")
        require((0...expression.count).contains(offset), "a fault at \(offset) of '\(expression)'")
    }

    /// Rules for redaction, as a file has them.
    static func runRedactionRules(_ bytes: [UInt8]) {
        do throws(RedactionRulesError) {
            _ = try RedactionRules(yaml: String(decoding: bytes, as: UTF8.self))
        } catch {
            require(!error.description.isEmpty, "an error without words")
        }
    }

    private static let expressions = ["^/v1/(.*)", "a+", "(a)|(b)", "[?&]x=[^&]*", "/([0-9]+)/([a-z]*)", "b?"]

    /// The first byte says which expression it is; then what takes the place, a 0, a parameter, a 0, and a target.
    static func runRewrite(_ bytes: [UInt8]) {
        var input = FuzzBytes(bytes)
        let expression = expressions[Int(input.byte()) % expressions.count]
        let replacement = String(decoding: input.takePart(), as: UTF8.self)
        let parameter = String(decoding: input.takePart(), as: UTF8.self)
        let bytes = input.takeAll()
        let target = String(decoding: bytes, as: UTF8.self)
        requireQuery(parameter, of: [UInt8(ascii: "/")] + bytes)
        do throws(TargetRewriteError) {
            let same = try TargetRewrite("\(expression)=>$0").apply(to: target)
            require(same.utf8.elementsEqual(target.utf8), "\(target.debugDescription) became \(same.debugDescription)")
            let changed = try TargetRewrite("\(expression)=>\(replacement)").apply(to: target)
            // In these expressions only what has an a, a b, a slash or a sign of the query in it is ever matched, or nothing.
            let isTouched = expression == "b?" || target.utf8.contains { "ab/?&".utf8.contains($0) }
            require(isTouched || changed == target, "\(target.debugDescription) became \(changed.debugDescription)")
        } catch {
            broken("\(error)")
        }
    }

    /// A parameter is set or taken out once, and nothing but the query changes.
    private static func requireQuery(_ parameter: String, of target: [UInt8]) {
        var (set, remove) = (QueryChanges(), QueryChanges())
        remove.remove(parameter)
        guard set.set(parameter) else { return }
        for changes in [set, remove] {
            let changed = changes.apply(to: target[...])
            require(
                changes.apply(to: changed).elementsEqual(changed),
                "\(target) is \(Array(changed)), and then another"
            )
            let isPath = { (byte: UInt8) in byte != UInt8(ascii: "?") }
            require(target.prefix(while: isPath).elementsEqual(changed.prefix(while: isPath)), "another path")
        }
    }
}
