// swift-tools-version: 6.2
import PackageDescription

/// Settings every Swift target in this package shares.
///
/// Nothing here is an unsafe flag, so the package stays usable as a dependency.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableExperimentalFeature("Lifetimes"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .treatWarning("DeprecatedDeclaration", as: .warning),
]

/// Tests keep every check except memory safety: they call no C and hold no pointers.
let testSettings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// A library target and the targets above it that it may import.
func layer(
  _ name: String, on dependencies: [Target.Dependency], plugins: [Target.PluginUsage] = []
) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings, plugins: plugins)
}

/// A test target for one layer; `reading` names its folders of data files.
func tests(
  of name: String, using dependencies: [Target.Dependency] = [], reading data: [String] = []
) -> Target {
  .testTarget(
    name: "\(name)Tests",
    dependencies: [
      .target(name: name), "TestSupport",
      .product(name: "SystemPackage", package: "swift-system"),
    ] + dependencies,
    exclude: data, swiftSettings: testSettings)
}

let package = Package(
  name: "credtree",
  products: [
    .library(name: "Credtree", targets: ["Credtree"]),
    .library(name: "Age", targets: ["Age"]),
    .executable(name: "credtree", targets: ["credtree-cli"]),
    .executable(name: "docker-credential-credtree", targets: ["docker-credential-credtree"]),
    .executable(name: "git-credential-credtree", targets: ["git-credential-credtree"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.0"),
    // For tests only: nothing that ships links these two.
    .package(url: "https://github.com/swiftlang/swift-subprocess.git", from: "1.0.0", traits: []),
    .package(url: "https://github.com/apple/swift-system.git", from: "1.6.0"),
  ],
  targets: [
    .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CGit2", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev"])]),
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CCrypt", pkgConfig: "libcrypt", providers: [.apt(["libcrypt-dev"])]),

    layer("Secrets", on: ["COpenSSL"]),
    layer("Files", on: ["Secrets"]),
    layer("OpenSSL", on: ["COpenSSL", "Secrets"]),
    layer("Git", on: ["CGit2", "Files"]),
    layer("Documents", on: ["CYAML", "Secrets"]),
    layer("Age", on: ["Files", "OpenSSL", "Secrets"]),
    layer("SOPS", on: ["Documents", "Age", "OpenSSL", "Secrets"]),
    layer(
      "CredentialTypes", on: ["Age", "CCrypt", "Documents", "OpenSSL", "Secrets"],
      plugins: ["EmbedTemplates"]),
    layer("Configuration", on: ["Documents", "Age"]),
    layer(
      "Credentials",
      on: [
        "Configuration", "CredentialTypes", "SOPS", "Age", "Documents", "Files", "OpenSSL",
        "Secrets",
      ]),
    layer(
      "CredentialProtocols",
      on: [
        "Configuration", "CredentialTypes", "Credentials", "Documents", "Files", "Secrets",
      ]),
    layer(
      "CredentialStore",
      on: [
        "Credentials", "Configuration", "CredentialTypes", "SOPS", "Age", "Git", "Files",
        "Documents", "Secrets", "OpenSSL",
      ]),
    layer(
      "Access",
      on: [
        "CredentialStore", "Credentials", "CredentialTypes", "Configuration", "SOPS", "Age", "Git",
        "Files", "Documents", "OpenSSL", "Secrets",
      ]),
    layer(
      "References",
      on: ["Configuration", "Credentials", "Documents", "Files", "Git", "OpenSSL"],
      plugins: ["EmbedTemplates"]),
    layer(
      "Rendering",
      on: [
        "Configuration", "CredentialStore", "CredentialTypes", "Credentials", "Documents", "Files",
        "Git", "OpenSSL", "References", "Secrets",
      ]),
    layer(
      "Review",
      on: [
        "Access", "Age", "CredentialStore", "CredentialTypes", "Credentials", "Configuration",
        "Documents", "Files", "Git", "OpenSSL", "SOPS", "Secrets",
      ]),
    layer(
      "Credtree",
      on: [
        "Access", "Age", "Configuration", "CredentialProtocols", "CredentialStore",
        "CredentialTypes", "Credentials", "Documents", "Files", "Git", "OpenSSL", "References",
        "Rendering", "Review", "SOPS", "Secrets",
      ]),
    layer(
      "CredtreeCommand",
      on: [
        "Credtree", "Secrets", "Files",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(
      name: "credtree-cli",
      dependencies: [
        "CredtreeCommand", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),

    // These start fast: they link neither libgit2 nor an argument parser.
    .executableTarget(
      name: "docker-credential-credtree", dependencies: ["CredentialProtocols"],
      swiftSettings: settings),
    .executableTarget(
      name: "git-credential-credtree", dependencies: ["CredentialProtocols"],
      swiftSettings: settings),

    // Turns `templates/` into Swift, so that adding a credential type is adding a file.
    .executableTarget(name: "embed-templates", swiftSettings: settings),
    .plugin(
      name: "EmbedTemplates", capability: .buildTool(), dependencies: ["embed-templates"]),

    // For Benchmarks/run.sh alone.
    .executableTarget(
      name: "benchmark-tool", dependencies: ["Credtree", "Files", "OpenSSL", "Secrets"],
      path: "Benchmarks/BenchmarkTool", swiftSettings: testSettings),
    .executableTarget(
      name: "empty-program", path: "Benchmarks/EmptyProgram", swiftSettings: testSettings),

    .target(
      name: "TestSupport",
      dependencies: [
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      path: "Tests/TestSupport", swiftSettings: settings),
    tests(of: "Secrets"),
    tests(of: "Files", using: ["Secrets"]),
    tests(of: "OpenSSL", using: ["Secrets"]),
    tests(of: "Git"),
    tests(of: "Documents", using: ["Secrets"]),
    tests(of: "Age", using: ["Files", "OpenSSL", "Secrets"], reading: ["Transcripts"]),
    tests(of: "SOPS", using: ["Documents", "Age", "OpenSSL", "Secrets"]),
    tests(of: "CredentialTypes", using: ["Documents", "OpenSSL", "Secrets"]),
    tests(of: "Configuration", using: ["Documents", "Age"]),
    tests(
      of: "Credentials",
      using: [
        "Configuration", "CredentialTypes", "SOPS", "Age", "Documents", "Files", "OpenSSL",
        "Secrets",
      ]),
    tests(of: "CredentialProtocols", using: ["Credentials", "Documents", "Secrets"]),
    tests(
      of: "CredentialStore",
      using: [
        "Age", "Credentials", "Configuration", "CredentialTypes", "Git", "Files", "Documents",
        "Secrets", "store-exerciser",
      ]),
    // Commits from processes of its own, which tests start in numbers and kill.
    .executableTarget(
      name: "store-exerciser", dependencies: ["CredentialStore", "Credentials", "Git"],
      path: "Tests/StoreExerciser", swiftSettings: testSettings),
    tests(
      of: "Access",
      using: [
        "Age", "CredentialStore", "CredentialTypes", "Credentials", "Configuration", "Documents",
        "Files", "Git", "SOPS", "Secrets",
      ]),
    tests(
      of: "References", using: ["Credentials", "Configuration", "Documents", "Git", "Files"],
      reading: ["Trees"]),
    tests(
      of: "Rendering",
      using: [
        "Configuration", "Credentials", "CredentialTypes", "Documents", "Files", "Git", "OpenSSL",
        "Secrets",
      ], reading: ["mustache.json", "Artifacts/Goldens"]),
    tests(
      of: "Review",
      using: [
        "Age", "CredentialStore", "CredentialTypes", "Credentials", "Configuration", "Documents",
        "Git", "SOPS", "Secrets",
      ]),
    tests(of: "Credtree", using: ["Documents", "Review", "Secrets"]),
    tests(of: "CredtreeCommand", using: ["Credtree", "Documents", "Secrets"]),
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "benchmark-tool", "credtree-cli", "docker-credential-credtree", "git-credential-credtree",
        "TestSupport", "Documents",
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      exclude: ["Scripts", "Shapes"], swiftSettings: testSettings),
  ]
)
