using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kiln.Client;

namespace Kiln.Cli.Jobs;

/// <summary>What the commands about jobs ask and print.</summary>
internal static class JobReports
{
    private static readonly TimeSpan LongPoll = TimeSpan.FromSeconds(20);
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Prints a page of jobs as a table.</summary>
    public static async Task ListAsync(
        KilnClient client, int page, int pageSize, string? status, TextWriter output, CancellationToken cancellationToken)
    {
        var jobs = await client.Conversions.ListAsync(page, pageSize, status, cancellationToken).ConfigureAwait(false);
        await output.WriteLineAsync($"{"ID",-36}  {"STATUS",-13} {"%",3}  {"CREATED",-19}  FILE").ConfigureAwait(false);
        foreach (var job in jobs.Data)
        {
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{job.Id,-36}  {job.Status,-13} {job.Progress,3}  {job.CreatedAt?.UtcDateTime,-19:yyyy-MM-dd HH:mm:ss}  {job.FileName}"))
                .ConfigureAwait(false);
        }

        await output.WriteLineAsync($"Page {jobs.Meta.Page} of {jobs.Meta.PageCount}, {jobs.Meta.Total} jobs").ConfigureAwait(false);
    }

    /// <summary>Prints a job's payload as the service sent it.</summary>
    public static async Task ShowAsync(KilnClient client, string id, TextWriter output, CancellationToken cancellationToken)
    {
        var payload = JsonNode.Parse(await client.Conversions.GetTextAsync(id, cancellationToken).ConfigureAwait(false));
        await output.WriteLineAsync(payload!["data"]!.ToJsonString(Indented)).ConfigureAwait(false);
    }

    /// <summary>Cancels a job and waits for its end.</summary>
    public static async Task CancelAsync(KilnClient client, string id, TextWriter output, CancellationToken cancellationToken)
    {
        var job = await client.Conversions.CancelAsync(id, cancellationToken).ConfigureAwait(false);
        long last = 0;
        while (!job.IsTerminal)
        {
            var log = await client.Conversions.EventsAsync(id, last, LongPoll, cancellationToken).ConfigureAwait(false);
            last = log.Data.Count > 0 ? log.Data[^1].Sequence : last;
            job = await client.Conversions.GetAsync(id, cancellationToken).ConfigureAwait(false);
        }

        await output.WriteLineAsync($"Job {id} is {job.Status}.").ConfigureAwait(false);
    }

    /// <summary>Prints events, one a line.</summary>
    public static async Task EventsAsync(
        KilnClient client, string id, long after, bool follow, TextWriter output, CancellationToken cancellationToken)
    {
        while (true)
        {
            var log = await client.Conversions.EventsAsync(id, after, follow ? LongPoll : TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
            foreach (var item in log.Data)
            {
                after = item.Sequence;
                await output.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{item.Sequence,6}  {item.Time.UtcDateTime:yyyy-MM-dd HH:mm:ss.fff}  {item.Type,-22} {item.Data}"))
                    .ConfigureAwait(false);
            }

            if (log.Meta.Terminal || (log.Data.Count == 0 && !follow))
            {
                return;
            }
        }
    }
}
