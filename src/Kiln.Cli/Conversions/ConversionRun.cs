using Kiln.Client;
using Kiln.Client.Conversions;
using Kiln.Cli.Service;

namespace Kiln.Cli.Conversions;

/// <summary>One conversion from the file to the unpacked outputs.</summary>
internal sealed class ConversionRun(ServiceOptions service, ConvertRequest request, CommandOutput output, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ReconnectPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CancelLimit = TimeSpan.FromSeconds(20);

    private readonly ConversionFollower _follower = new(time);

    private ServiceConnection? _connection;
    private Conversion? _conversion;
    private ResultFiles? _files;
    private TimeSpan _elapsed;

    private KilnClient Client => _connection!.Client;

    /// <summary>Runs it and prints the outcome.</summary>
    /// <param name="interrupt">Asks the service to cancel the job, then ends.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> RunAsync(CancellationToken interrupt)
    {
        try
        {
            await output.Progress.RunAsync(progress => ConvertAsync(progress, interrupt)).ConfigureAwait(false);
            return Conclude();
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            await CancelAsync().ConfigureAwait(false);
            return ExitCodes.Interrupted;
        }
        catch (HttpRequestException fault) when (_conversion is { } accepted)
        {
            throw new CommandFailedException(
                ExitCodes.ServiceUnavailable,
                $"The service cannot be reached any more: {fault.Message}\nJob {accepted.Id} is kept; look at it later: kiln jobs show {accepted.Id}",
                fault);
        }
        finally
        {
            if (_connection is not null)
            {
                await _connection.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task ConvertAsync(IProgress<ProgressStep> progress, CancellationToken interrupt)
    {
        progress.Report(new ProgressStep("service", service.Server is null ? "starting" : $"connecting to {service.Server}", 0));
        _connection = await ServiceConnection.OpenAsync(service, interrupt).ConfigureAwait(false);
        progress.Report(new ProgressStep("service", $"{_connection.Url}", 100));

        long start = time.GetTimestamp();
        _conversion = await ConversionSubmission.SubmitAsync(Client, request, progress, interrupt).ConfigureAwait(false);
        await OutlastServiceAsync(_conversion.Id, progress, interrupt).ConfigureAwait(false);
        _elapsed = time.GetElapsedTime(start);
    }

    // An accepted job outlives the service's process: when the service goes away, wait for it to come back, or, when it is
    // the one of the data directory, start it again.
    private async Task OutlastServiceAsync(string id, IProgress<ProgressStep> progress, CancellationToken interrupt)
    {
        long lastContact = time.GetTimestamp();
        while (true)
        {
            try
            {
                _conversion = await _follower.FollowAsync(Client, id, progress, () => lastContact = time.GetTimestamp(), interrupt)
                    .ConfigureAwait(false);
                await DownloadAsync(progress, interrupt).ConfigureAwait(false);
                return;
            }
            catch (HttpRequestException) when (time.GetElapsedTime(lastContact) < Patience)
            {
                progress.Report(new ProgressStep("service", "connection lost, waiting for the service", 0));
            }

            await Task.Delay(ReconnectPause, time, interrupt).ConfigureAwait(false);
            if (service.Server is null)
            {
                await _connection!.DisposeAsync().ConfigureAwait(false);
                _connection = await ServiceConnection.OpenAsync(service, interrupt).ConfigureAwait(false);
            }
        }
    }

    private async Task DownloadAsync(IProgress<ProgressStep> progress, CancellationToken interrupt)
    {
        if (_conversion!.Status == "completed")
        {
            progress.Report(new ProgressStep("download", request.OutputDirectory, 0));
            _files = await ResultFolder.DownloadAsync(Client, _conversion, request.OutputDirectory, interrupt).ConfigureAwait(false);
            progress.Report(new ProgressStep("download", request.OutputDirectory, 100));
        }
    }

    private int Conclude()
    {
        switch (_conversion!.Status)
        {
            case "completed":
                foreach (string line in ConversionSummary.Lines(_conversion, _files!, _elapsed))
                {
                    output.Out.WriteLine(line);
                }

                return ExitCodes.Success;
            case "cancelled":
                output.Error.WriteLine($"Conversion of {_conversion.FileName} was cancelled (job {_conversion.Id}).");
                return ExitCodes.CancelledElsewhere;
            default:
                output.Error.WriteLine(ConversionSummary.Failure(_conversion));
                return ExitCodes.ConversionFailed;
        }
    }

    private async Task CancelAsync()
    {
        if (_conversion is not { IsTerminal: false } conversion)
        {
            output.Error.WriteLine("Interrupted.");
            return;
        }

        using var limit = new CancellationTokenSource(CancelLimit);
        try
        {
            output.Error.WriteLine($"Cancelling job {conversion.Id} ...");
            conversion = await Client.Conversions.CancelAsync(conversion.Id, limit.Token).ConfigureAwait(false);
            if (!conversion.IsTerminal)
            {
                conversion = await _follower.FollowAsync(Client, conversion.Id, new Silence(), () => { }, limit.Token)
                    .ConfigureAwait(false);
            }

            output.Error.WriteLine($"Job {conversion.Id} is {conversion.Status}.");
        }
        catch (Exception fault) when (fault is KilnApiException or HttpRequestException or OperationCanceledException)
        {
            output.Error.WriteLine($"Could not confirm that job {conversion.Id} is cancelled: {fault.Message}");
        }
    }

    private sealed class Silence : IProgress<ProgressStep>
    {
        public void Report(ProgressStep value)
        {
        }
    }
}
