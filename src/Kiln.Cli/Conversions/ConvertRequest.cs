using System.Text.Json.Nodes;
using Kiln.Client.Conversions;

namespace Kiln.Cli.Conversions;

/// <summary>What <c>kiln convert</c> was asked to do.</summary>
/// <param name="File">The model.</param>
/// <param name="OutputDirectory">Where the outputs go.</param>
/// <param name="Parameters">Parameters under the API's names.</param>
internal sealed record ConvertRequest(ModelFile File, string OutputDirectory, IReadOnlyDictionary<string, JsonNode> Parameters);
