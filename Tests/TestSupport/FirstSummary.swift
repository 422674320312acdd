package import FoundationEssentials

/// A summary as the first version of Spammer wrote them: made by the code of commit 31dc68d, from 300 simulated requests.
package enum FirstSummary {
    /// Its JSON.
    package static var json: Data { Data(PackageResources.first_form_json) }
}
