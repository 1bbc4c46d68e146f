using System.Collections.ObjectModel;
using System.Globalization;

namespace Kiln.Storage.Work;

/// <summary>
/// Says that a group has work in a queue: a job with tasks for workers, or what else a surface claims from. One entry stands for all
/// of the group's work, however much it is, at the place of the piece that comes first.
/// </summary>
/// <param name="OrganisationId">The owner.</param>
/// <param name="Queue">The queue, such as a stage's type; any text.</param>
/// <param name="Priority">0–100; larger goes first.</param>
/// <param name="Since">Since when its first piece of work is ready; in the future during a back-off. Kept to the millisecond.</param>
/// <param name="GroupId">The group; a lower-case UUID.</param>
public sealed record QueueEntry(string OrganisationId, string Queue, int Priority, DateTimeOffset Since, string GroupId)
{
    internal const string Kind = "queue";

    private const int HighestPriority = 100;

    /// <summary>What a claimer must know before it opens the group; see <see cref="Documents.DocumentMetadata"/> for the form.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Where it is stored: the ordinal order of keys is the order of claiming.</summary>
    internal string Key => $"{Prefix(OrganisationId, Queue)}{Band(Priority)}/{Milliseconds(Since):x12}/{GroupId}";

    /// <summary>How the keys of a queue begin.</summary>
    internal static string Prefix(string organisationId, string queue) => $"{Prefix(organisationId)}{QueueName.Encode(queue)}/";

    /// <summary>How the keys of every queue of an organisation begin.</summary>
    internal static string Prefix(string organisationId) => $"{Storage.OrganisationId.Require(organisationId)}/{Kind}/";

    /// <summary>A key after every entry of the same queue and priority.</summary>
    internal string EndOfPriority() => $"{Prefix(OrganisationId, Queue)}{Band(Priority)}/~";

    /// <summary>The entry of a key in a queue.</summary>
    internal static QueueEntry Parse(string organisationId, string queue, string key, IReadOnlyDictionary<string, string> metadata)
    {
        string[] parts = key[Prefix(organisationId, queue).Length..].Split('/');
        return new QueueEntry(
            organisationId,
            queue,
            HighestPriority - int.Parse(parts[0], CultureInfo.InvariantCulture),
            DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(parts[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture)),
            parts[2])
        {
            Metadata = metadata,
        };
    }

    private static string Band(int priority) =>
        (HighestPriority - Math.Clamp(priority, 0, HighestPriority)).ToString("D3", CultureInfo.InvariantCulture);

    private static long Milliseconds(DateTimeOffset time) => Math.Max(0, time.ToUnixTimeMilliseconds());
}
