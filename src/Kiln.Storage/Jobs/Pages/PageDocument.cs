using System.Collections.Immutable;
using Kiln.Lifecycle.Events;
using Kiln.Lifecycle.Stages;

namespace Kiln.Storage.Jobs.Pages;

/// <summary>A page as it is stored: a run of tasks or of events. It is written once and never changed.</summary>
/// <param name="SchemaVersion">The form of what follows.</param>
internal sealed record PageDocument(int SchemaVersion) : IVersionedDocument
{
    /// <summary>Tasks; null in a page of events.</summary>
    public ImmutableArray<JobTask>? Tasks { get; init; }

    /// <summary>Events; null in a page of tasks.</summary>
    public ImmutableArray<JobEvent>? Events { get; init; }
}
