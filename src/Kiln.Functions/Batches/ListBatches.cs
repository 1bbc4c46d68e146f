using Kiln.Functions.Access;
using Kiln.Functions.Batches.Payload;
using Kiln.Functions.Http;
using Kiln.Functions.OpenApi;
using Kiln.Storage.Batches;

namespace Kiln.Functions.Batches;

/// <summary>Lists batches of every surface, newest first.</summary>
public sealed class ListBatches(Authentication authentication, BatchStore batches)
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;

    /// <summary><c>GET /api/batches?status=…&amp;limit=50&amp;cursor=…</c>.</summary>
    [Function("ListBatches")]
    [Operation("Lists batches of every surface, newest first", Refusals = [422])]
    [Parameter("status", typeof(string), "Only batches of this status", Values = ["pending", "running", "completed", "failed", "cancelled"])]
    [Parameter("surface", typeof(string), "Only batches of this surface")]
    [Parameter("name", typeof(string), "Only batches of this name")]
    [Parameter("label", typeof(string), "A label as key:value", Repeated = true)]
    [Parameter("limit", typeof(int), "Items of a page, 50 by default", Minimum = 1, Maximum = 200)]
    [Parameter("cursor", typeof(string), "The meta.next of the page before")]
    [Reply(StatusCodes.Status200OK, typeof(CursorPage<BatchPayload>))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/batches")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        Caller caller = await authentication.RequireAsync(request, cancellationToken);
        QueryReader reader = new(request);
        int limit = reader.Integer("limit", 1, MaxLimit, DefaultLimit);
        BatchQuery query = new(caller.OrganisationId)
        {
            State = StateOf(reader),
            Surface = reader.Text("surface"),
            Name = reader.Text("name"),
            Labels = reader.Labels(),
        };
        reader.ThrowIfFaulty();
        return await CursorPages.ReplyAsync(async () =>
        {
            BatchPage page = await batches.ListAsync(query, limit, reader.Text("cursor"), cancellationToken);
            return new CursorPage<BatchPayload>([.. page.Batches.Select(BatchPayload.Of)], new CursorMeta(page.Cursor));
        });
    }

    private static BatchState? StateOf(QueryReader reader)
    {
        BatchState? state = reader.Text("status") is { } word ? BatchWords.StateOf(word) : null;
        if (state is null && reader.Text("status") is not null)
        {
            reader.Fault("status", $"Must be one of: {string.Join(", ", Enum.GetValues<BatchState>().Select(BatchWords.Of))}");
        }

        return state;
    }
}
