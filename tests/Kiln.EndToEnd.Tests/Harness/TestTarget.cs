using System.Reflection;

namespace Kiln.EndToEnd.Tests.Harness;

/// <summary>
/// Which service the tests talk to: the one that <c>KILN_BASE_URL</c> names (with its key in <c>KILN_API_KEY</c>), else processes
/// that they start themselves.
/// </summary>
internal static class TestTarget
{
    /// <summary>The named service; null when the tests start their own.</summary>
    public static Uri? RemoteUrl { get; } = Variable("KILN_BASE_URL") is { } url
        ? new Uri(url.TrimEnd('/') is var trimmed && trimmed.EndsWith("/api", StringComparison.Ordinal) ? trimmed[..^"/api".Length] : trimmed)
        : null;

    /// <summary>The key for the named service.</summary>
    public static string? RemoteApiKey { get; } = Variable("KILN_API_KEY");

    /// <summary>The function app.</summary>
    public static string ServiceAssembly { get; } = Metadata(nameof(ServiceAssembly));

    /// <summary>The command line.</summary>
    public static string CommandLineAssembly { get; } = Metadata(nameof(CommandLineAssembly));

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static string Metadata(string key) => typeof(TestTarget).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key).Value!;
}
