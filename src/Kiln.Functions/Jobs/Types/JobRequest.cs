using System.Collections.Immutable;
using System.Text.Json;
using Kiln.Lifecycle.Jobs;

namespace Kiln.Functions.Jobs.Types;

/// <summary>A submission that was read and found good; job types add what is theirs. Meanings are those of <see cref="Submission"/>.</summary>
/// <param name="Type">The kind of work.</param>
internal abstract record JobRequest(string Type)
{
    /// <summary>What people call it, when the client says.</summary>
    public string Name { get; init; } = "";

    /// <summary>0–100.</summary>
    public int Priority { get; init; } = 50;

    /// <summary>The deadline asked for, or null for the type's own.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Searchable words.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The job's own webhook, or null.</summary>
    public string? CallbackUrl { get; init; }

    /// <summary>What the client sent, as replies show it.</summary>
    public JsonElement? Parameters { get; init; }
}
