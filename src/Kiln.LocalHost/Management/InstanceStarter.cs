using System.Text.Json;
using Kiln.LocalHost.DurableTask;
using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Engine;
using Microsoft.AspNetCore.Http;

namespace Kiln.LocalHost.Management;

/// <summary>Starts instances, and starts finished ones again.</summary>
internal sealed class InstanceStarter(
    DurableEngine engine, TaskRegistry registry, InstanceQueries queries, ManagementUrls urls, RequestJson bodies, TimeProvider clock)
{
    /// <summary>
    /// Starts an instance with the JSON body as its input: 202 with the management URLs. With <c>?timeout=</c> it waits that long for
    /// the end and then answers as the status query does, or 200 with the bare output. 409 when the id is taken.
    /// </summary>
    public async Task StartAsync(HttpContext context, string orchestrator, string? instanceId)
    {
        ManagementQuery query = new(context.Request.Query);
        if (registry.FindOrchestrator(orchestrator) is null)
        {
            throw new BadHttpRequestException($"This app has no orchestrator '{orchestrator}'.", StatusCodes.Status400BadRequest);
        }

        JsonElement? input = await bodies.ReadAsync(context, allowEmpty: true);
        StartOrchestrationOptions options = new(instanceId)
        {
            Version = query.Text("version") is { } version ? new TaskVersion(version) : default(TaskVersion?),
        };
        string id = await AnswerFaultsAsync(() => engine.Client.ScheduleNewOrchestrationInstanceAsync(
            orchestrator, input, options, context.RequestAborted));
        await WaitOrAcceptAsync(context, id, query);
    }

    /// <summary>Starts an instance once more with its first input: 202 with the management URLs; 400 when there is no such instance.</summary>
    public async Task RestartAsync(HttpContext context, string instanceId)
    {
        ManagementQuery query = new(context.Request.Query);
        string id = await AnswerFaultsAsync(() => engine.Client.RestartAsync(
            instanceId, query.Flag("restartWithNewInstanceId", whenAbsent: true), context.RequestAborted));
        await WaitOrAcceptAsync(context, id, query);
    }

    private async Task WaitOrAcceptAsync(HttpContext context, string instanceId, ManagementQuery query)
    {
        if (query.Seconds("timeout") is { } timeout && await WaitAsync(instanceId, timeout, context.RequestAborted) is { } ended)
        {
            await (ended.RuntimeStatus is OrchestrationRuntimeStatus.Completed
                ? ManagementJson.WriteAsync(context.Response, json => json.WriteRawValue(ended.SerializedOutput ?? "null"))
                : queries.AnswerAsync(context, ended, urls.StatusOf(context.Request, instanceId)));
            return;
        }

        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.Headers.Location = urls.StatusOf(context.Request, instanceId);
        context.Response.Headers.RetryAfter = "10";
        await ManagementJson.WriteAsync(context.Response, json => urls.WritePayload(json, context.Request, instanceId));
    }

    private async Task<OrchestrationMetadata?> WaitAsync(string instanceId, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience = new(timeout, clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            return await engine.Client.WaitForInstanceCompletionAsync(instanceId, true, either.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static async Task<string> AnswerFaultsAsync(Func<Task<string>> start)
    {
        try
        {
            return await start();
        }
        catch (Exception fault) when (fault is OrchestrationAlreadyExistsException or InvalidOperationException)
        {
            throw new BadHttpRequestException(fault.Message, StatusCodes.Status409Conflict, fault);
        }
        catch (ArgumentException fault)
        {
            throw new BadHttpRequestException(fault.Message, StatusCodes.Status400BadRequest, fault);
        }
    }
}
