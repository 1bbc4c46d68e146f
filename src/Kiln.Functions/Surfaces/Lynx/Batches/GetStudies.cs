using Kiln.Functions.Access;
using Kiln.Functions.Http;
using Kiln.Functions.OpenApi;
using Kiln.Functions.Surfaces.Lynx.Access;
using Kiln.Storage.Batches;

namespace Kiln.Functions.Surfaces.Lynx.Batches;

/// <summary>Shows batches.</summary>
public sealed class GetStudies(LynxAccess access, BatchStore batches, StudyBatches reader, StudyProjection projection)
{
    /// <summary><c>GET /batches</c>, newest first.</summary>
    [Function("LynxListBatches")]
    [Operation("Lists batches, newest first", Refusals = [400])]
    [Parameter("status", typeof(string), "Only batches that stand so: Pending, Running, Completed, Failed or Cancelled")]
    [Parameter("name", typeof(string), "Only batches of this name")]
    [Parameter("limit", typeof(int), "Items of a page, 50 by default", Minimum = 1, Maximum = 200)]
    [Parameter("cursor", typeof(string), "The next_cursor of the page before")]
    [Reply(StatusCodes.Status200OK, typeof(StudyPage))]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "lynx/batches")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        Caller caller = await access.RequireUserAsync(request, cancellationToken);
        QueryReader query = new(request);
        BatchState? state = null;
        if (query.Text("status") is { } word)
        {
            state = Enum.GetValues<BatchState>().Cast<BatchState?>().FirstOrDefault(known => known.ToString() == word);
            if (state is null)
            {
                query.Fault("status", $"Must be one of: {string.Join(", ", Enum.GetNames<BatchState>())}");
            }
        }

        int limit = LynxJson.Limit(query, most: 200, absent: 50);
        BatchQuery asked = new(caller.OrganisationId) { Surface = LynxWords.Surface, State = state, Name = query.Text("name") };
        try
        {
            BatchPage page = await batches.ListAsync(asked, limit, query.Text("cursor"), cancellationToken);
            List<StudyPayload> shown = [];
            foreach (Batch batch in page.Batches)
            {
                shown.Add(await projection.ShowShortAsync(batch, cancellationToken));
            }

            return LynxJson.Reply(new StudyPage(shown, page.Cursor));
        }
        catch (ArgumentException)
        {
            throw LynxJson.BadCursor();
        }
    }

    /// <summary><c>GET /batches/{id}</c>.</summary>
    [Function("LynxGetBatch")]
    [Operation("Reads a batch and where its jobs stand", Refusals = [404])]
    [Reply(StatusCodes.Status200OK, typeof(StudyStatus))]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "lynx/batches/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        LynxJson.Reply(await projection.ShowAsync(await reader.FindAsync(request, id, cancellationToken), cancellationToken));
}
