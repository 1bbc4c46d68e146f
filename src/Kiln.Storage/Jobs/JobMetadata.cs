using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Kiln.Lifecycle.Credits;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;

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

    /// <summary>Set while the job is active and somebody must act on it without being asked.</summary>
    public const string Driven = "driven";

    /// <summary>Set while the job offers work to workers.</summary>
    public const string Ready = "ready";

    /// <summary>Set while somebody outside holds a lease on a task of the job.</summary>
    public const string Leased = "leased";

    /// <summary>Set on a job with a webhook of its own.</summary>
    public const string Callback = "callback";

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

        SetIf(metadata, Active, job.State.IsActive());
        SetIf(metadata, Driven, job.State.IsActive() && job.IsDriven);
        SetIf(metadata, Ready, ReadyWork.Of(job) is not null);
        SetIf(metadata, Leased, job.Stages.Any(stage => stage.Executor != ExecutorKind.BuiltIn && stage.Counts.Leased > 0));
        SetIf(metadata, Callback, job.CallbackUrl is not null);
        SetIf(metadata, DeadLettered, job.DeadLettered);
        SetIf(metadata, Unsettled, job.Reservation is { Settlement: not Settlement.Open, AppliedAt: null });

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

    /// <summary>The word of a metadata value.</summary>
    public static string FromWord(string value) => Uri.UnescapeDataString(value);

    private static void SetIf(Dictionary<string, string> metadata, string name, bool condition)
    {
        if (condition)
        {
            metadata[name] = Set;
        }
    }
}
