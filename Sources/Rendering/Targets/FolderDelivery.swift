internal import Credentials
internal import Files

/// Delivers to a folder of this machine, such as one that another machine mounts.
struct FolderDelivery {
  let path: String
  let surroundings: Delivery.Surroundings

  /// Writes all files or none, each below the folder at its output's path.
  func deliver(_ files: [Delivery.File]) throws(Failure) -> [Bool] {
    let folder = TargetPath.absolute(path, root: surroundings.root)
    do { try FileWriter.createFolders(folder) } catch {
      throw Failure(.system, "cannot create the folder \(error.path): \(error.reason)")
    }
    // The folder itself may be reached through a link; below it none is followed.
    let place = FileReader.resolved(folder) ?? folder
    if !surroundings.allowsTracked {
      var tracked = TrackedPaths()
      if let first = try tracked.tracked(among: files.map { "\(place)/\($0.path)" }).first {
        throw Failure(
          .usage, "git tracks \(first), or would track it: ignore it there, or use --allow-tracked")
      }
    }
    let set = OutputSet(
      root: place,
      files: files.map {
        OutputSet.File(path: $0.path, contents: $0.contents, isPublic: $0.isPublic)
      })
    return try set.write().map { $0 != .current }
  }
}
