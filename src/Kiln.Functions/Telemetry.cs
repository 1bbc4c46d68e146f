using System.Diagnostics;

namespace Kiln.Functions;

/// <summary>Where the service's traces come from.</summary>
internal static class Telemetry
{
    /// <summary>Name to subscribe to.</summary>
    public const string Name = "Kiln";

    public static ActivitySource Source { get; } = new(Name);
}
