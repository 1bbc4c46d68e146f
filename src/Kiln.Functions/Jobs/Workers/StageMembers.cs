using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.Lifecycle.Stages;
using RetryPolicy = Kiln.Lifecycle.Failures.RetryPolicy;

namespace Kiln.Functions.Jobs.Workers;

/// <summary>Reads the stages and tasks that clients give to workers.</summary>
internal static class StageMembers
{
    public const int MostStages = 1000;
    public const int MostTasks = 20_000;
    public const int MostAttempts = 100;
    public const int LongestId = 64;
    public const int LongestType = 100;
    public const double LongestDelaySeconds = 24 * 3600;
    public const int LongestAttemptSeconds = 24 * 3600;

    private static readonly SearchValues<char> IdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~-");

    /// <summary>A stage; what is wrong is noted.</summary>
    /// <param name="members">Its members.</param>
    /// <param name="absentId">Its identifier when the client gives none.</param>
    /// <param name="options">The usual retry policy.</param>
    public static StagePlan Read(MemberReader members, string absentId, KilnOptions options)
    {
        string id = ReadId(members, absentId);
        StagePlan stage = new()
        {
            Id = id,
            Type = members.Text("type", LongestType, required: true) ?? "",
            Executor = ExecutorKind.Worker,
            StartsWaiting = members.Flag("waiting") ?? false,
            Weight = members.Integer("weight", 1, 1000) ?? 1,
            Retry = ReadRetry(members, options.StageRetry),
            AttemptTimeout = members.Integer("attempt_timeout_seconds", 1, LongestAttemptSeconds) is { } seconds
                ? TimeSpan.FromSeconds(seconds)
                : null,
            Data = members.Any("data"),
            Tasks = ReadTasks(members, id),
        };
        members.Finish();
        return stage;
    }

    /// <summary>The tasks under <c>tasks</c>; what is wrong is noted.</summary>
    /// <param name="members">The object that holds them.</param>
    /// <param name="prefix">What the identifiers begin with of those that the client gives none.</param>
    public static ImmutableArray<TaskPlan> ReadTasks(MemberReader members, string prefix)
    {
        ImmutableArray<TaskPlan>.Builder tasks = ImmutableArray.CreateBuilder<TaskPlan>();
        foreach (MemberReader task in members.Objects("tasks", MostTasks))
        {
            string absentId = string.Create(CultureInfo.InvariantCulture, $"{prefix}-task-{tasks.Count + 1}");
            tasks.Add(new TaskPlan(ReadId(task, absentId), task.Integer("max_attempts", 1, MostAttempts), task.Any("data")));
            task.Finish();
        }

        return tasks.DrainToImmutable();
    }

    /// <summary>The identifiers that two stages, or two tasks, share.</summary>
    public static IEnumerable<string> RepeatedIds(ImmutableArray<StagePlan> stages) =>
    [
        .. Repeated(stages.Select(stage => stage.Id)),
        .. Repeated(stages.SelectMany(stage => stage.Tasks).Select(task => task.Id)),
    ];

    private static IEnumerable<string> Repeated(IEnumerable<string> ids) =>
        ids.GroupBy(id => id, StringComparer.Ordinal).Where(same => same.Skip(1).Any()).Select(same => same.Key);

    private static string ReadId(MemberReader members, string absentId)
    {
        string? id = members.Text("id", LongestId);
        if (id is not null && id.AsSpan().ContainsAnyExcept(IdCharacters))
        {
            members.Fault("id", "Must be of letters, digits and . _ ~ -");
        }

        return id ?? absentId;
    }

    private static RetryPolicy ReadRetry(MemberReader members, RetryPolicy usual)
    {
        RetryPolicy policy = usual with { MaxAttempts = members.Integer("max_attempts", 1, MostAttempts) ?? usual.MaxAttempts };
        if (members.Object("retry") is not { } retry)
        {
            return policy;
        }

        policy = new RetryPolicy(
            policy.MaxAttempts,
            Delay("first_delay_seconds") ?? policy.FirstDelay,
            retry.Number("factor", 1, 100) ?? policy.Factor,
            Delay("max_delay_seconds") ?? policy.MaxDelay);
        retry.Finish();
        return policy;

        TimeSpan? Delay(string name) =>
            retry.Number(name, 0, LongestDelaySeconds) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
    }
}
