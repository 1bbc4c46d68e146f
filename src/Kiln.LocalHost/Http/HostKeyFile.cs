namespace Kiln.LocalHost.Http;

/// <summary>The content of <c>keys.json</c>.</summary>
/// <param name="MasterKey">The key that grants everything.</param>
/// <param name="FunctionKeys">Keys of functions, by name; <c>default</c> is always there.</param>
/// <param name="SystemKeys">Keys of the host's own endpoints, by name.</param>
internal sealed record HostKeyFile(
    string MasterKey, IReadOnlyDictionary<string, string> FunctionKeys, IReadOnlyDictionary<string, string> SystemKeys);
