using System.Collections.Immutable;
using System.Text.Json;

namespace Kiln.Lifecycle.Jobs;

/// <summary>What a surface hands over to have a job made of it. Meanings are those of <see cref="Job"/>.</summary>
public sealed record Submission
{
    /// <summary>Identifier of the new job, minted by the server.</summary>
    public required string Id { get; init; }

    /// <summary>The owner.</summary>
    public required string OrganisationId { get; init; }

    /// <summary>The surface.</summary>
    public required string Surface { get; init; }

    /// <summary>The kind of work.</summary>
    public required string Type { get; init; }

    /// <summary>What people call it.</summary>
    public string Name { get; init; } = "";

    /// <summary>Price in credits, reserved at submission; 0 for a free job.</summary>
    public int Price { get; init; }

    /// <summary>0–100.</summary>
    public int Priority { get; init; } = 50;

    /// <summary>Longest time to the end; null for none.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>From when the time-out counts.</summary>
    public DeadlineStart DeadlineStart { get; init; }

    /// <summary>False when stages will be added later.</summary>
    public bool Sealed { get; init; } = true;

    /// <summary>What the client sent.</summary>
    public JsonElement? Parameters { get; init; }

    /// <summary>Facts about the input.</summary>
    public JsonElement? Input { get; init; }

    /// <summary>Searchable words.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Batch, or null.</summary>
    public string? BatchId { get; init; }

    /// <summary>Source job, or null.</summary>
    public string? SourceJobId { get; init; }

    /// <summary>Webhook of this job, or null.</summary>
    public string? CallbackUrl { get; init; }

    /// <summary>W3C trace context, or null.</summary>
    public string? TraceParent { get; init; }

    /// <summary>W3C trace state, or null.</summary>
    public string? TraceState { get; init; }

    /// <summary>What the client notes on the job, or null.</summary>
    public JsonElement? UserMetadata { get; init; }

    /// <summary>
    /// When it came in, as its identifier has it, so that lists by time agree with what they show; null for now, as for the jobs of batches,
    /// which are made after the batch came in.
    /// </summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>True when the job takes no manual retry.</summary>
    public bool EndIsFinal { get; init; }
}
