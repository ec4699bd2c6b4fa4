import Foundation
import PackagePlugin

/// Runs `embed-templates` before the target that uses it is compiled.
@main
struct EmbedTemplates: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let templates = context.package.directoryURL.appending(path: "templates")
    let output = context.pluginWorkDirectoryURL.appending(path: "Templates.swift")
    let files = try FileManager.default.subpathsOfDirectory(atPath: templates.path)
      .filter { $0.hasSuffix(".json") }
      .map { templates.appending(path: $0) }
    return [
      .buildCommand(
        displayName: "Embedding templates",
        executable: try context.tool(named: "embed-templates").url,
        arguments: [templates.path, output.path],
        inputFiles: files, outputFiles: [output])
    ]
  }
}
