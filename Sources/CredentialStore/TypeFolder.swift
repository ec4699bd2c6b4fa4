internal import CredentialTypes
internal import Credentials

extension TypeFolder {
  /// The files in one of git's own places.
  static func files(in files: any RepositoryFiles) -> [TypeFile] {
    let paths = (try? files.paths(under: path)) ?? []
    return paths.filter { $0.hasSuffix(".json") }.map { path in
      TypeFile(path: path, text: try? files.contents(of: path))
    }
  }
}
