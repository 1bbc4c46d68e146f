using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Kiln.Lifecycle.Credits;
using Kiln.Lifecycle.Jobs;

namespace Kiln.Storage.Jobs;

/// <summary>What a job's metadata says, so that a filtered listing reads no bodies.</summary>
internal static class JobMetadata
{
    public const string Status = "status";
    public const string Type = "type";
    public const string Surface = "surface";

    /// <summary>The batch of a job that is not found by the prefix of its batch's keys.</summary>
    public const string Batch = "batch";

    /// <summary>Of an ended job of a batch: the minute in which it ended.</summary>
    public const string Ended = "ended";

    /// <summary>Set while the job has not ended.</summary>
    public const string Active = "active";

    /// <summary>Set while the job stands on the dead-letter list.</summary>
    public const string DeadLettered = "dead_lettered";

    /// <summary>Set while the ledger has still to follow what the job decided on its credits.</summary>
    public const string Unsettled = "unsettled";

    /// <summary>Set on the mark of an abandoned identifier, which is no job.</summary>
    public const string Abandoned = "abandoned";

    /// <summary>The value of a flag that is set.</summary>
    public const string Set = "1";

    public const string Priority = "priority";
    private const string Created = "created";

    public static Dictionary<string, string> Of(Job job)
    {
        Dictionary<string, string> metadata = new()
        {
            [Status] = job.State.ToString(),
            [Type] = Word(job.Type),
            [Surface] = Word(job.Surface),
            [Priority] = job.Priority.ToString(CultureInfo.InvariantCulture),
            [Created] = job.CreatedAt.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
        };
        if (job.BatchId is not null && !JobKeys.IsPart(job.Id, job.BatchId))
        {
            metadata[Batch] = Word(job.BatchId);
        }

        if (job is { BatchId: not null, CompletedAt: { } completed } && job.State.IsTerminal())
        {
            metadata[Ended] = Minute(completed);
        }

        if (job.State.IsActive())
        {
            metadata[Active] = Set;
        }

        if (job.DeadLettered)
        {
            metadata[DeadLettered] = Set;
        }

        if (job.Reservation is { Settlement: not Settlement.Open, AppliedAt: null })
        {
            metadata[Unsettled] = Set;
        }

        foreach ((string name, string value) in job.Labels)
        {
            metadata[Label(name, value)] = Set;
        }

        return metadata;
    }

    /// <summary>
    /// The metadata name of a label. Labels are any text and metadata is not, so the name is a hash: 96 bits, which no two labels of a
    /// listing share by chance.
    /// </summary>
    public static string Label(string name, string value)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{name.Length}:{name}={value}"));
        return $"label_{Convert.ToHexStringLower(hash.AsSpan(0, 12))}";
    }

    /// <summary>A minute as a metadata value.</summary>
    public static string Minute(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMddHHmm", CultureInfo.InvariantCulture);

    /// <summary>A word of a surface's as a metadata value: what is not plain ASCII is escaped.</summary>
    public static string Word(string value) => Uri.EscapeDataString(value);
}
