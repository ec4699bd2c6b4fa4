// What run.sh measures with.
//
// `benchmark-tool fill FOLDER COUNT` writes so many credentials into a repository's store.
// `benchmark-tool history FOLDER COUNT` prints so many commits for `git fast-import`.
// `benchmark-tool tree FOLDER COUNT` writes so many files that references are searched in.
// `benchmark-tool open FOLDER` times opening all of them against the X25519 that they need.
// `benchmark-tool time ROUNDS COMMAND…` times programs, in turns.

import Credtree

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

func fail(_ message: String) -> Never {
  print("benchmark-tool: \(message)")
  exit(1)
}

let arguments = Array(CommandLine.arguments.dropFirst())
do throws(Failure) {
  switch arguments.first {
  case "fill" where arguments.count == 3:
    guard let count = Int(arguments[2]), count > 0 else { fail("COUNT is a number from 1") }
    try StoreFilling(of: arguments[1]).add(count)
  case "history" where arguments.count == 3:
    guard let count = Int(arguments[2]), count > 0 else { fail("COUNT is a number from 1") }
    try StoreHistory(of: arguments[1]).stream(count)
  case "tree" where arguments.count == 3:
    guard let count = Int(arguments[2]), count > 0 else { fail("COUNT is a number from 1") }
    var filling = TreeFilling(of: arguments[1])
    try filling.add(count, credentials: 50)
  case "open" where arguments.count == 2:
    try StoreOpening(of: arguments[1]).report()
  case "time" where arguments.count > 2:
    guard let rounds = Int(arguments[1]), rounds > 0 else { fail("ROUNDS is a number from 1") }
    try CommandTiming(arguments.dropFirst(2), rounds: rounds).report()
  default:
    fail(
      "usage: benchmark-tool fill FOLDER COUNT | history FOLDER COUNT | open FOLDER "
        + "| time ROUNDS COMMAND…")
  }
} catch { fail("\(error)") }
