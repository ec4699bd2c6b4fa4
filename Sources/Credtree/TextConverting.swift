internal import Files

extension TextConversion {
  /// So much is read of what git hands over; no credential file is longer.
  private static let limit = 256 << 20

  /// What git shows of a file: its text, or its own bytes where it is no credential file.
  ///
  /// Git starts this once for each version of a file, in the root of the work tree, from whose
  /// `credtree.yaml` readers get their names; whatever is wrong with that one, they only lack them.
  ///
  /// - Parameters:
  ///   - path: The file; its path says nothing, since git makes a temporary one.
  ///   - folder: The folder of `credtree.yaml`; `nil` is the current one.
  /// - Returns: What to print.
  /// - Throws: ``Failure`` with code `system` if the file cannot be read.
  public static func output(forFile path: String, in folder: String? = nil) throws(Failure)
    -> [UInt8]
  {
    let contents: [UInt8]
    do { contents = try FileReader.contents(of: path, limit: limit) } catch {
      throw Failure(error)
    }
    let types = Catalogue { TypeFolder.files(in: folder ?? ".") }
    return text(of: contents, configuration: configuration(in: folder), types: types) ?? contents
  }

  private static func configuration(in folder: String?) -> Configuration? {
    let path = folder.map { "\($0)/\(Configuration.fileName)" } ?? Configuration.fileName
    guard let text = try? FileReader.contents(of: path, limit: 1 << 20) else { return nil }
    return try? Configuration.parse(text.span, file: Configuration.fileName)
  }
}
