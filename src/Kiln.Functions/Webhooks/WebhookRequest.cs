using System.Text.Json.Serialization;
using Kiln.Functions.Http;
using Kiln.Functions.Webhooks.Sending;
using Kiln.Storage.Webhooks;

namespace Kiln.Functions.Webhooks;

/// <summary>What a client says of an endpoint; in a change, what is null stays.</summary>
/// <param name="Url">Where to send.</param>
/// <param name="Description">For people.</param>
/// <param name="Events">Types, perhaps ending in <c>*</c>.</param>
/// <param name="JobTypes">Types of jobs.</param>
/// <param name="Enabled">Whether to send.</param>
/// <param name="Validation"><c>cloudevents</c> to ask the endpoint for its consent first, or null.</param>
internal sealed record WebhookRequest(
    [property: JsonPropertyName("url")] string? Url,
    [property: JsonPropertyName("description")] string? Description,
    [property: JsonPropertyName("events")] IReadOnlyList<string>? Events,
    [property: JsonPropertyName("jobTypes")] IReadOnlyList<string>? JobTypes,
    [property: JsonPropertyName("enabled")] bool? Enabled,
    [property: JsonPropertyName("validation")] string? Validation)
{
    private const int MostEntries = 50;
    private const int LongestEntry = 64;
    private const int LongestDescription = 500;
    private const string CloudEvents = "cloudevents";

    [JsonIgnore]
    public bool AsksConsent => Validation == CloudEvents;

    /// <summary>Throws the 422 that names every fault.</summary>
    public void Require(bool isNew, bool allowLoopback)
    {
        List<FieldFault> faults = [];
        if ((isNew || Url is not null) && WebhookUrl.Parse(Url, allowLoopback, out string fault) is null)
        {
            faults.Add(new FieldFault("url", fault));
        }

        Check("description", Description is null or { Length: <= LongestDescription }, $"Must have at most {LongestDescription} characters");
        Check("events", AreEntries(Events, IsPattern), $"Must be at most {MostEntries} event types such as job.succeeded, or beginnings such as job.*");
        Check("jobTypes", AreEntries(JobTypes, _ => true), $"Must be at most {MostEntries} job types of 1 to {LongestEntry} characters");
        Check("validation", Validation is null or CloudEvents, $"Must be {CloudEvents}, or absent");
        if (faults.Count > 0)
        {
            throw ApiException.Unprocessable(faults);
        }

        void Check(string field, bool holds, string rule)
        {
            if (!holds)
            {
                faults.Add(new FieldFault(field, rule));
            }
        }
    }

    /// <summary>The filter that is asked for, taking what is not said from another one.</summary>
    public WebhookFilter FilterOr(WebhookFilter present) => new(
        Events is null ? present.EventTypes : [.. Events.Distinct(StringComparer.Ordinal)],
        JobTypes is null ? present.JobTypes : [.. JobTypes.Distinct(StringComparer.Ordinal)]);

    private static bool AreEntries(IReadOnlyList<string>? entries, Func<string, bool> rule) =>
        entries is null || (entries.Count <= MostEntries && entries.All(entry => entry is { Length: > 0 and <= LongestEntry } && rule(entry)));

    private static bool IsPattern(string entry) =>
        entry.TrimEnd('*').All(c => char.IsAsciiLetterLower(c) || c is '.' or '_') && entry.IndexOf('*', StringComparison.Ordinal) is var star
        && (star < 0 || star == entry.Length - 1);
}
