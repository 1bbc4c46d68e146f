using System.Collections.Frozen;

namespace Kiln.LocalHost.Functions.Invocation;

/// <summary>The binding data of triggers that tell nothing beside their value.</summary>
internal static class NoBindingData
{
    /// <summary>The empty data.</summary>
    public static readonly IReadOnlyDictionary<string, object?> Instance = FrozenDictionary<string, object?>.Empty;
}
