using System.Text.Json.Serialization;
using Kiln.Functions.Access;
using Kiln.Functions.Configuration;
using Kiln.Functions.Conversions.Payload;
using Kiln.Functions.Http;
using Kiln.Functions.OpenApi;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Jobs;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Conversions;

/// <summary>Lists conversions in numbered pages, newest first.</summary>
public sealed class ListConversions(Authentication authentication, JobStore jobs, IOptions<KilnOptions> options)
{
    /// <summary><c>GET /api/conversions?page=1&amp;pageSize=25</c>, with filters.</summary>
    [Function("ListConversions")]
    [Operation("Lists conversions in numbered pages, newest first", Refusals = [422])]
    [Parameter("page", typeof(int), "Number of the page, 1 by default", Minimum = 1)]
    [Parameter("pageSize", typeof(int), "Items of a page, 25 by default", Minimum = 1, Maximum = 100)]
    [Parameter("status", typeof(string), "Only conversions of this status", Values = ["submitting", "preprocessing", "queued", "running", "completed", "failed", "cancelled"])]
    [Parameter("job_type", typeof(string), "Only conversions of this type")]
    [Parameter("label", typeof(string), "A label as key:value", Repeated = true)]
    [Parameter("createdAfter", typeof(DateTimeOffset), "Only jobs created at or after this time")]
    [Parameter("createdBefore", typeof(DateTimeOffset), "Only jobs created before this time")]
    [Reply(StatusCodes.Status200OK, typeof(ListReply))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/conversions")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        Caller caller = await authentication.RequireAsync(request, cancellationToken);
        QueryReader reader = new(request);
        int page = reader.Integer("page", 1, int.MaxValue, 1);
        int size = reader.Integer("pageSize", 1, options.Value.MaxPageSize, options.Value.DefaultPageSize);
        JobQuery query = new(caller.OrganisationId)
        {
            Surface = ConversionJobs.Surface,
            Type = reader.Text("job_type"),
            States = StatesOf(reader),
            Labels = reader.Labels(),
            CreatedFrom = reader.Time("createdAfter"),
            CreatedBefore = reader.Time("createdBefore"),
        };
        reader.ThrowIfFaulty();

        NumberedJobPage found = await jobs.ListAsync(query, size, page, cancellationToken);
        long pages = (found.Total + size - 1) / size;
        ConversionListItem[] items = [.. found.Jobs.Select(job => ConversionListItem.Of(job, options.Value))];
        return TypedResults.Json(new ListReply(items, new ListMeta(page, size, pages, found.Total)), Json.Options);
    }

    private IReadOnlyList<JobState> StatesOf(QueryReader reader)
    {
        if (reader.Text("status") is not { } word)
        {
            return [];
        }

        IReadOnlyList<JobState> states = ConversionWords.StatesOf(word, options.Value.CancelledWord);
        if (states.Count == 0)
        {
            reader.Fault("status", "Must be one of: submitting, preprocessing, queued, running, completed, failed, cancelled");
        }

        return states;
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
