using System.Globalization;
using System.Text.Json.Serialization;
using Kiln.Functions.Access;
using Kiln.Functions.Configuration;
using Kiln.Functions.Conversions.Payload;
using Kiln.Functions.Http;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Jobs;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Conversions;

/// <summary>Lists conversions in numbered pages, newest first.</summary>
public sealed class ListConversions(Authentication authentication, JobStore jobs, IOptions<KilnOptions> options)
{
    /// <summary><c>GET /api/conversions?page=1&amp;pageSize=25</c>, with filters.</summary>
    [Function("ListConversions")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/conversions")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        Caller caller = await authentication.RequireAsync(request, cancellationToken);
        PageRequest page = PageRequest.From(request, options.Value);
        NumberedJobPage found = await jobs.ListAsync(QueryOf(request, caller), page.PageSize, page.Page, cancellationToken);
        long pages = (found.Total + page.PageSize - 1) / page.PageSize;
        ConversionListItem[] items = [.. found.Jobs.Select(job => ConversionListItem.Of(job, options.Value))];
        return TypedResults.Json(new ListReply(items, new ListMeta(page.Page, page.PageSize, pages, found.Total)), Json.Options);
    }

    private JobQuery QueryOf(HttpRequest request, Caller caller)
    {
        List<FieldFault> faults = [];
        JobQuery query = new(caller.OrganisationId)
        {
            Surface = ConversionJobs.Surface,
            Type = Text("job_type"),
            States = States(),
            Labels = Labels(),
            CreatedFrom = Time("createdAfter"),
            CreatedBefore = Time("createdBefore"),
        };
        return faults.Count == 0 ? query : throw ApiException.Unprocessable(faults);

        string? Text(string name) => request.Query[name] is [{ Length: > 0 } text, ..] ? text : null;

        IReadOnlyList<JobState> States()
        {
            if (Text("status") is not { } word)
            {
                return [];
            }

            IReadOnlyList<JobState> states = ConversionWords.StatesOf(word, options.Value.CancelledWord);
            if (states.Count == 0)
            {
                faults.Add(new FieldFault(
                    "status", "Must be one of: submitting, preprocessing, queued, running, completed, failed, cancelled"));
            }

            return states;
        }

        Dictionary<string, string> Labels()
        {
            Dictionary<string, string> labels = new(StringComparer.Ordinal);
            foreach (string? label in request.Query["label"])
            {
                int colon = label?.IndexOf(':', StringComparison.Ordinal) ?? -1;
                if (colon <= 0)
                {
                    faults.Add(new FieldFault("label", "Must be key:value"));
                    continue;
                }

                labels[label![..colon]] = label[(colon + 1)..];
            }

            return labels;
        }

        DateTimeOffset? Time(string name)
        {
            if (Text(name) is not { } text)
            {
                return null;
            }

            if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
            {
                return time;
            }

            faults.Add(new FieldFault(name, "Must be an ISO 8601 time"));
            return null;
        }
    }

    private sealed record ListReply(
        [property: JsonPropertyName("data")] IReadOnlyList<ConversionListItem> Data,
        [property: JsonPropertyName("meta")] ListMeta Meta);

    private sealed record ListMeta(
        [property: JsonPropertyName("page")] int Page,
        [property: JsonPropertyName("pageSize")] int PageSize,
        [property: JsonPropertyName("pageCount")] long PageCount,
        [property: JsonPropertyName("total")] long Total);
}
