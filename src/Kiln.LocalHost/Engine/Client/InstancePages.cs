using System.Globalization;
using System.Runtime.CompilerServices;
using Kiln.LocalHost.DurableTask;
using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Engine.Dispatch;
using Kiln.LocalHost.Engine.Storage;

namespace Kiln.LocalHost.Engine.Client;

/// <summary>A listing of instances in the order of their creation.</summary>
internal sealed class InstancePages(TaskHub hub, OrchestrationQuery query) : AsyncPageable<OrchestrationMetadata>
{
    public override IAsyncEnumerable<Page<OrchestrationMetadata>> AsPages(string? continuationToken = default, int? pageSizeHint = default)
    {
        int pageSize = pageSizeHint ?? query.PageSize;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pageSize, nameof(pageSizeHint));
        return Pages(Position(continuationToken ?? query.ContinuationToken), pageSize);
    }

    // Asynchronous by contract: the pages come from the local disk.
    private async IAsyncEnumerable<Page<OrchestrationMetadata>> Pages(
        long after, int pageSize, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        if (query.TaskHubNames is { } hubs && !hubs.Contains(hub.Options.HubName, StringComparer.OrdinalIgnoreCase))
        {
            yield break;
        }

        long? next = after;
        while (next is { } position)
        {
            cancellation.ThrowIfCancellationRequested();
            (List<OrchestrationMetadata> values, next) = await Task.FromResult(ReadPage(position, pageSize));
            yield return new Page<OrchestrationMetadata>(values, next?.ToString(CultureInfo.InvariantCulture));
        }
    }

    private (List<OrchestrationMetadata> Values, long? Next) ReadPage(long after, int pageSize) => hub.Database.Read(
        (query, after, pageSize, converter: query.FetchInputsAndOutputs ? hub.Options.DataConverter : null),
        static (session, page) => InstanceListing.Page(session, page.query, page.after, page.pageSize, page.converter));

    private static long Position(string? continuationToken)
    {
        if (string.IsNullOrEmpty(continuationToken))
        {
            return 0;
        }

        return long.TryParse(continuationToken, NumberStyles.None, CultureInfo.InvariantCulture, out long position)
            ? position
            : throw new ArgumentException(
                $"'{continuationToken}' is not a continuation token of this listing.", nameof(continuationToken));
    }
}
