using System.Net;
using Kiln.Client;
using Kiln.Client.Conversions;

namespace Kiln.Cli.Conversions;

/// <summary>Follows a conversion to its end, by long polls of its event log where the service has one, else by reading it again.</summary>
internal sealed class ConversionFollower(TimeProvider time)
{
    private const string Task = "convert";
    private static readonly TimeSpan LongPoll = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ShortestTurn = TimeSpan.FromMilliseconds(250);

    private long _lastEvent;
    private bool _hasEvents = true;

    /// <summary>Returns the conversion when it is terminal.</summary>
    /// <param name="client">The service.</param>
    /// <param name="id">The conversion.</param>
    /// <param name="progress">Told of each reading.</param>
    /// <param name="contact">Called each time that the service has answered.</param>
    /// <param name="cancellationToken">Stops following; the conversion goes on.</param>
    /// <exception cref="HttpRequestException">The service cannot be reached; following may go on from here later.</exception>
    public async Task<Conversion> FollowAsync(
        KilnClient client, string id, IProgress<ProgressStep> progress, Action contact, CancellationToken cancellationToken)
    {
        while (true)
        {
            var conversion = await client.Conversions.GetAsync(id, cancellationToken).ConfigureAwait(false);
            contact();
            progress.Report(new ProgressStep(Task, Label(conversion), conversion.Progress));
            if (conversion.IsTerminal)
            {
                return conversion;
            }

            await WaitForChangeAsync(client, id, cancellationToken).ConfigureAwait(false);
        }
    }

    private static string Label(Conversion conversion) => conversion switch
    {
        { IsTerminal: true } => conversion.Status,
        { Stage: { Length: > 0 } stage } => stage,
        { Waiting.Reason: { Length: > 0 } reason } => $"{conversion.Status} ({reason})",
        _ => conversion.Status,
    };

    private async Task WaitForChangeAsync(KilnClient client, string id, CancellationToken cancellationToken)
    {
        if (!_hasEvents)
        {
            await System.Threading.Tasks.Task.Delay(PollInterval, time, cancellationToken).ConfigureAwait(false);
            return;
        }

        long start = time.GetTimestamp();
        try
        {
            var log = await client.Conversions.EventsAsync(id, _lastEvent, LongPoll, cancellationToken).ConfigureAwait(false);
            _lastEvent = log.Data.Count > 0 ? log.Data[^1].Sequence : _lastEvent;
        }
        catch (KilnApiException fault) when (fault.Status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed)
        {
            _hasEvents = false;
            return;
        }

        // Events come in bursts, and a service may answer at once instead of waiting: neither may turn this into a busy loop.
        var rest = ShortestTurn - time.GetElapsedTime(start);
        if (rest > TimeSpan.Zero)
        {
            await System.Threading.Tasks.Task.Delay(rest, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
