using Kiln.LocalHost.DurableTask;
using Kiln.LocalHost.DurableTask.Client;

namespace Kiln.LocalHost.Engine.Client;

/// <summary>Reads <see cref="StartOrchestrationOptions.DedupeStatuses"/>.</summary>
internal static class DedupeRule
{
    private static readonly OrchestrationRuntimeStatus[] Unfinished =
        [OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Suspended];

    /// <summary>The statuses that refuse a start; null for the default rule.</summary>
    /// <exception cref="ArgumentException">A status is unknown, or the rule contradicts itself.</exception>
    public static IReadOnlySet<OrchestrationRuntimeStatus>? Parse(IReadOnlyList<string>? names)
    {
        if (names is null)
        {
            return null;
        }

        HashSet<OrchestrationRuntimeStatus> statuses = [];
        foreach (string name in names)
        {
            if (!Enum.TryParse(name, ignoreCase: true, out OrchestrationRuntimeStatus status) || !Enum.IsDefined(status))
            {
                throw new ArgumentException($"'{name}' is not an orchestration status that could refuse a start.", nameof(names));
            }

            statuses.Add(status);
        }

        // An unfinished instance is replaced by terminating it first, which the list would then refuse.
        if (statuses.Contains(OrchestrationRuntimeStatus.Terminated) && !Unfinished.All(statuses.Contains))
        {
            throw new ArgumentException(
                "A list of statuses that holds Terminated must hold Running, Pending and Suspended too: an unfinished instance that may be "
                + "replaced is terminated first.",
                nameof(names));
        }

        return statuses;
    }

    /// <summary>True when an instance in this status refuses the start.</summary>
    public static bool Refuses(IReadOnlySet<OrchestrationRuntimeStatus>? refusing, OrchestrationRuntimeStatus status) =>
        refusing?.Contains(status) ?? Unfinished.Contains(status);
}
