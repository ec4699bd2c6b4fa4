/// A definition of a type, in our own format or as a request of another system.
public enum TypeRequest {
  /// The definition in our own format.
  ///
  /// - Parameter text: The document, in JSON.
  /// - Returns: The text itself, or what a request of infra0 asks for.
  /// - Throws: ``Failure`` with code `invalid` for a request with problems.
  public static func definition(_ text: [UInt8]) throws(Failure) -> [UInt8] {
    // What is no JSON is for the reader of definitions to complain about.
    guard let node = try? JSON.parse(text.span), Infra0TypeRequest.isOne(node) else { return text }
    do { return JSON.write(try Infra0TypeRequest.definition(from: node)) } catch {
      throw Failure(.invalid, "this does not define a type", details: error.problems)
    }
  }
}
