import Foundation
import SpammerKit

/// Two Kubernetes Jobs: an Indexed one that replays a shard a pod, and one that merges what they found.
struct KubernetesManifest {
    let plan: ClusterPlan
    /// The image that has `spammer` as its entry point.
    let image: String
    /// The volume claim that has the corpus and gets the results.
    let claim: String
    /// Where the corpus is fetched from before the replay; nil where the volume has it.
    let source: String?
    /// The image that fetches it, with `curl`.
    let fetchImage: String
    /// How long the merge waits for the shards.
    let wait: String

    /// Where the volume is mounted.
    static let mount = "/spammer"
    /// Where a fetched corpus lies.
    static let fetched = "/corpus/service.corpus"
    /// The user that nobody is: that of distroless images.
    private static let user = 65532

    /// The manifest, as YAML.
    var text: String {
        """
        # \(plan.shards) shards of a replay, and what merges them: kubectl apply -f THIS-FILE
        #
        # The shards start together at a whole minute, without a word to each other: a pod that is ready later than the others
        # says so in its summary, and the merged verdict is then invalid. Where images take long to pull, give all shards one
        # instant behind "--": --start-at 2026-03-09T12:00:00Z.
        #
        # The claim "\(claim)" has to be mountable by all nodes at once (ReadWriteMany). Results: \(plan.folder)
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: \(plan.name)
          labels: {app.kubernetes.io/name: spammer, app.kubernetes.io/instance: \(plan.name)}
        spec:
          completionMode: Indexed
          completions: \(plan.shards)
          # All of them at once: they are one load.
          parallelism: \(plan.shards)
          # No shard is sent twice, whatever becomes of it.
          backoffLimitPerIndex: 0
          podReplacementPolicy: Failed
          template:
            metadata:
              labels: {app.kubernetes.io/name: spammer, app.kubernetes.io/instance: \(plan.name)}
            spec:
              restartPolicy: Never
              automountServiceAccountToken: false
              # Time to drain, and to write the summary, when the pod is told to go.
              terminationGracePeriodSeconds: 60
        \(security(indent: 6))
              topologySpreadConstraints:
                - maxSkew: 1
                  topologyKey: kubernetes.io/hostname
                  whenUnsatisfiable: ScheduleAnyway
                  labelSelector:
                    matchLabels: {app.kubernetes.io/instance: \(plan.name)}
        \(fetching)      containers:
                - name: replay
                  image: \(quoted(image))
                  args: [\(list(plan.replay))]
                  env:
                    # Kubernetes tells a pod its index, and not of how many.
                    - {name: \(Shard.countVariable), value: "\(plan.shards)"}
        \(resources(cpus: String(plan.cpus), memory: plan.memory))
        \(container)
                  volumeMounts:
                    - {name: data, mountPath: \(Self.mount)}
        \(source == nil ? "" : "            - {name: corpus, mountPath: /corpus}\n")      volumes:
                - name: data
                  persistentVolumeClaim: {claimName: \(claim)}
        \(source == nil ? "" : "        - {name: corpus, emptyDir: {}}\n")---
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: \(plan.name)-merge
          labels: {app.kubernetes.io/name: spammer, app.kubernetes.io/instance: \(plan.name)-merge}
        spec:
          backoffLimit: 0
          template:
            metadata:
              labels: {app.kubernetes.io/name: spammer, app.kubernetes.io/instance: \(plan.name)-merge}
            spec:
              restartPolicy: Never
              automountServiceAccountToken: false
        \(security(indent: 6))
              containers:
                - name: merge
                  image: \(quoted(image))
                  args: [\(list(plan.merge(wait: wait)))]
        \(resources(cpus: "100m", memory: 512))
        \(container)
                  volumeMounts:
                    - {name: data, mountPath: \(Self.mount)}
              volumes:
                - name: data
                  persistentVolumeClaim: {claimName: \(claim)}

        """
    }

    private func security(indent: Int) -> String {
        let blank = String(repeating: " ", count: indent)
        return """
            \(blank)securityContext:
            \(blank)  runAsNonRoot: true
            \(blank)  runAsUser: \(Self.user)
            \(blank)  runAsGroup: \(Self.user)
            \(blank)  fsGroup: \(Self.user)
            \(blank)  seccompProfile: {type: RuntimeDefault}
            """
    }

    private var container: String {
        """
                  securityContext:
                    allowPrivilegeEscalation: false
                    readOnlyRootFilesystem: true
                    capabilities: {drop: [ALL]}
        """
    }

    private func resources(cpus: String, memory: Int) -> String {
        // No limit of processor time: a throttled generator is late.
        """
                  resources:
                    requests: {cpu: "\(cpus)", memory: \(memory)Mi}
                    limits: {memory: \(memory)Mi}
        """
    }

    private var fetching: String {
        guard let source else { return "" }
        return """
                  initContainers:
                    - name: fetch
                      image: \(quoted(fetchImage))
                      command: [\(list(["curl", "-fsSL", "--retry", "3", "-o", Self.fetched, source]))]
            \(container)
                      volumeMounts:
                        - {name: corpus, mountPath: /corpus}

            """
    }

    private func list(_ words: [String]) -> String { words.map(quoted).joined(separator: ", ") }

    /// A string as YAML and JSON both have it; what Kubernetes would take for a variable of its own is doubled.
    private func quoted(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"", "\\": "\\\(scalar)"
            case "$": "$$"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                "\\u" + String(repeating: "0", count: 4 - String(scalar.value, radix: 16).count)
                    + String(scalar.value, radix: 16)
            default: String(scalar)
            }
        }
        return "\"" + escaped.joined() + "\""
    }
}
