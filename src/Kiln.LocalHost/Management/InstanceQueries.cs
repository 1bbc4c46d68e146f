using Kiln.LocalHost.DurableTask;
using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Engine;
using Kiln.LocalHost.Engine.History;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Kiln.LocalHost.Management;

/// <summary>Answers what is known of instances.</summary>
internal sealed class InstanceQueries(DurableEngine engine)
{
    private const string ContinuationHeader = "x-ms-continuation-token";

    /// <summary>
    /// The status of one instance: 202 with <c>Location</c> while it is unfinished, then 200, and 500 for a failed one if the request
    /// asks for that. 404 when there is none.
    /// </summary>
    public async Task GetAsync(HttpContext context, string instanceId)
    {
        OrchestrationMetadata? instance = await engine.Client.GetInstanceAsync(instanceId, true, context.RequestAborted);
        if (instance is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await AnswerAsync(context, instance, context.Request.GetEncodedUrl());
    }

    /// <summary>Answers the status of an instance that was read already.</summary>
    /// <param name="context">The exchange.</param>
    /// <param name="instance">The instance, read with inputs and outputs.</param>
    /// <param name="statusUrl">Where to ask again.</param>
    public async Task AnswerAsync(HttpContext context, OrchestrationMetadata instance, string statusUrl)
    {
        ManagementQuery query = new(context.Request.Query);
        IReadOnlyList<HistoryEvent>? history =
            query.Flag("showHistory") ? await engine.GetHistoryAsync(instance.InstanceId, context.RequestAborted) : null;
        if (!instance.IsCompleted)
        {
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            context.Response.Headers.Location = statusUrl;
            context.Response.Headers.RetryAfter = "5";
        }
        else if (instance.RuntimeStatus is OrchestrationRuntimeStatus.Failed && query.Flag("returnInternalServerErrorOnFailure"))
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }

        await ManagementJson.WriteAsync(context.Response, json => StatusPayload.Write(
            json, instance, query.Flag("showInput", whenAbsent: true), history, query.Flag("showHistoryOutput")));
    }

    /// <summary>A page of instances; the token of the next one goes in the header <c>x-ms-continuation-token</c>.</summary>
    public async Task ListAsync(HttpContext context)
    {
        ManagementQuery query = new(context.Request.Query);
        int pageSize = query.Number("top") ?? OrchestrationQuery.DefaultPageSize;
        OrchestrationQuery filter = new(
            query.Time("createdTimeFrom"),
            query.Time("createdTimeTo"),
            query.Statuses("runtimeStatus"),
            InstanceIdPrefix: query.Text("instanceIdPrefix"),
            PageSize: pageSize,
            FetchInputsAndOutputs: true,
            ContinuationToken: context.Request.Headers[ContinuationHeader].FirstOrDefault());
        Page<OrchestrationMetadata>? page = await engine.Client.GetAllInstancesAsync(filter)
            .AsPages(filter.ContinuationToken, pageSize)
            .FirstOrDefaultAsync(context.RequestAborted);
        if (page?.ContinuationToken is { } next)
        {
            context.Response.Headers[ContinuationHeader] = next;
        }

        bool showInput = query.Flag("showInput", whenAbsent: true);
        await ManagementJson.WriteAsync(context.Response, json =>
        {
            json.WriteStartArray();
            foreach (OrchestrationMetadata instance in page?.Values ?? [])
            {
                StatusPayload.Write(json, instance, showInput, history: null, showHistoryOutput: false);
            }

            json.WriteEndArray();
        });
    }
}
