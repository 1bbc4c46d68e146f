using Kiln.Storage.Work.Runs;

namespace Kiln.Storage.Work;

/// <summary>What the work queues keep beside the jobs.</summary>
public static class WorkIndex
{
    /// <summary>
    /// The kinds of documents, the second segment of their keys, that every claim lists and that change with most of them: small, without
    /// a body. A store that can keep their listing at hand should.
    /// </summary>
    public static IReadOnlyList<string> Kinds { get; } = [QueueEntry.Kind, ReadyRuns.Kind];
}
