using System.Text.Json.Nodes;

namespace Kiln.Client.Tests.Fakes;

/// <summary>A request that arrived: the last word of its path, the task that it is about, its body.</summary>
internal sealed record TaskCall(string Verb, string? TaskId, JsonObject Body);
