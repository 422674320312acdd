extension RedactionRules {
    /// Whether the value of a header field is a secret, by the field's name.
    package func hides(field name: String) -> Bool {
        isSecret(field: Array(name.utf8))
    }

    /// Whether the value of a query parameter is a secret, by the parameter's name.
    package func hides(parameter name: String) -> Bool {
        isSecret(parameter: SecretNames.normalized(name.utf8), inQuery: true)
    }
}
