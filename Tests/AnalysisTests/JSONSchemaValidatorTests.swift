import TestSupport
import Testing

@Suite("The schema validator")
struct JSONSchemaValidatorTests {
    private static let schema = """
        {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "required": ["id", "tags"],
         "properties": {
           "id": {"type": "integer", "minimum": 1, "maximum": 9},
           "kind": {"enum": ["a", "b"]},
           "version": {"const": 2},
           "share": {"type": ["number", "null"], "exclusiveMinimum": 0},
           "when": {"type": "string", "pattern": "^[0-9]{4}$"},
           "tags": {"type": "array", "items": {"$ref": "#/$defs/tag"}, "minItems": 1, "maxItems": 2},
           "counts": {"type": "object", "additionalProperties": {"type": "integer"}, "propertyNames": {"pattern": "^x"}}},
         "$defs": {"tag": {"type": "string"}}}
        """

    @Test("A document that keeps every rule has no problems")
    func soundDocument() throws {
        let validator = try JSONSchemaValidator(schema: Self.schema)
        let document =
            #"{"id": 3, "kind": "b", "version": 2, "when": "2026", "tags": ["t"], "counts": {"xy": 1}, "share": null}"#
        #expect(try validator.problems(in: JSONValue(text: document)) == [])
    }

    @Test(
        "A document that breaks a rule has exactly that problem",
        arguments: [
            (#"{"tags": ["t"]}"#, ": id is missing"),
            (#"{"id": 0, "tags": ["t"]}"#, "id: 0.0 is beyond the minimum, 1.0"),
            (#"{"id": 10, "tags": ["t"]}"#, "id: 10.0 is beyond the maximum, 9.0"),
            (#"{"id": 1.5, "tags": ["t"]}"#, "id: expected integer"),
            (#"{"id": 1, "tags": []}"#, "tags: 0 items; minItems is 1.0"),
            (#"{"id": 1, "tags": ["a", "b", "c"]}"#, "tags: 3 items; maxItems is 2.0"),
            (#"{"id": 1, "tags": [null]}"#, "tags[0]: expected string"),
            (#"{"id": 1, "tags": ["t"], "kind": "c"}"#, "kind: not one of the values that are allowed"),
            (#"{"id": 1, "tags": ["t"], "version": 1}"#, "version: not the value that is required"),
            (#"{"id": 1, "tags": ["t"], "share": 0}"#, "share: 0.0 is beyond the exclusiveMinimum, 0.0"),
            (#"{"id": 1, "tags": ["t"], "share": "1"}"#, "share: expected number or null"),
            (#"{"id": 1, "tags": ["t"], "when": "26"}"#, "when: does not match ^[0-9]{4}$"),
            (#"{"id": 1, "tags": ["t"], "counts": {"x": "many"}}"#, "counts.x: expected integer"),
            (#"{"id": 1, "tags": ["t"], "counts": {"y": 1}}"#, "counts (name y): does not match ^x"),
            (#"{"id": 1, "tags": ["t"], "extra": 1}"#, ": extra is not listed in the schema"),
            (#"[]"#, ": expected object"),
        ]
    )
    func brokenDocument(document: String, problem: String) throws {
        let validator = try JSONSchemaValidator(schema: Self.schema)
        #expect(try validator.problems(in: JSONValue(text: document)) == [problem])
    }

    @Test("A reader's schema is open: it accepts members that it does not list")
    func openSchema() throws {
        let validator = try JSONSchemaValidator(schema: Self.schema, isClosed: false)
        #expect(try validator.problems(in: JSONValue(text: #"{"id": 1, "tags": ["t"], "extra": 1}"#)) == [])
    }

    @Test("A keyword that is not known is an error, wherever in the schema it is")
    func unknownKeyword() {
        let nested = #"{"properties": {"a": {"items": {"uniqueItems": true}}}}"#
        #expect(throws: JSONSchemaValidator.SchemaError.unknownKeyword("uniqueItems")) {
            try JSONSchemaValidator(schema: nested)
        }
        #expect(throws: JSONSchemaValidator.SchemaError.unknownKeyword("oneOf")) {
            try JSONSchemaValidator(schema: #"{"$defs": {"a": {"oneOf": []}}}"#)
        }
    }

    @Test("A reference to nothing is an error")
    func unknownReference() throws {
        let validator = try JSONSchemaValidator(schema: ##"{"$ref": "#/$defs/none"}"##)
        #expect(throws: JSONSchemaValidator.SchemaError.unknownReference("#/$defs/none")) {
            try validator.problems(in: JSONValue.null)
        }
    }
}
