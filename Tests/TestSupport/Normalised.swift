/// A program's output without what differs from run to run.
enum Normalised {
  /// Replaces ids, commits, keys, times, and the folder of the test by words.
  static func text(_ text: String, folder: String) -> String {
    var text = text.replacing(folder, with: "FOLDER")
    text.replace(#/age1[0-9a-z]{58}/#, with: "RECIPIENT")
    text.replace(#/age1[0-9a-z]{8}…[0-9a-z]{8}/#, with: "age1SHORT")
    text.replace(#/SHA256:[0-9A-Za-z+\/]{43}/#, with: "SHA256:FINGERPRINT")
    text.replace(#/(ssh-ed25519 )AAAA[0-9A-Za-z+\/]{64}/#) { "\($0.output.1)KEY" }
    text.replace(#/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z/#, with: "TIME")
    text.replace(#/\b[0-9a-f]{40}\b/#, with: "COMMIT")
    text.replace(#/\[[0-9a-f]{10}\]/#, with: "[COMMIT]")
    text.replace(#/(?m)^(\| |## )[0-9a-f]{10} /#) { "\($0.output.1)COMMIT " }
    text.replace(#/(<code>|<h2>)[0-9a-f]{10}\b/#) { "\($0.output.1)COMMIT" }
    text.replace(#/( in )[0-9a-f]{10}(, which)/#) { "\($0.output.1)COMMIT\($0.output.2)" }
    text.replace(#/  [0-9a-f]{10}  /#, with: "  COMMIT  ")
    text.replace(#/(?m)^[0-9a-f]{10}  /#, with: "COMMIT  ")
    text.replace(#/( since )[0-9a-f]{10}\b/#) { "\($0.output.1)COMMIT" }
    text.replace(#/("credentialId": ")[0-9A-Za-z]{22}"/#) { "\($0.output.1)ID\"" }
    text.replace(#/(?m)^(id +)[0-9A-Za-z]{22}$/#) { "\($0.output.1)ID" }
    return text
  }
}
