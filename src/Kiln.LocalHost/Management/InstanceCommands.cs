using System.Text.Json;
using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Engine;
using Microsoft.AspNetCore.Http;

namespace Kiln.LocalHost.Management;

/// <summary>Steers instances and removes finished ones. 404 for an instance that is not there, 410 for one that is finished.</summary>
internal sealed class InstanceCommands(DurableEngine engine, RequestJson bodies)
{
    /// <summary>Sends an event with the JSON body as its payload: 202; 400 when the body is no JSON or does not say it is.</summary>
    public async Task RaiseEventAsync(HttpContext context, string instanceId, string eventName)
    {
        if (!await IsUnfinishedAsync(context, instanceId))
        {
            return;
        }

        if (!context.Request.HasJsonContentType())
        {
            throw Fault(StatusCodes.Status400BadRequest, "Only application/json request content is supported.");
        }

        JsonElement? payload = await bodies.ReadAsync(context, allowEmpty: false);
        await engine.Client.RaiseEventAsync(instanceId, eventName, payload, context.RequestAborted);
        Accept(context);
    }

    /// <summary>Ends an instance from outside; <c>?reason=</c> becomes its output.</summary>
    public Task TerminateAsync(HttpContext context, string instanceId) => SteerAsync(context, instanceId, reason =>
        engine.Client.TerminateInstanceAsync(instanceId, new TerminateInstanceOptions(reason), context.RequestAborted));

    /// <summary>Holds an instance.</summary>
    public Task SuspendAsync(HttpContext context, string instanceId) => SteerAsync(context, instanceId, reason =>
        engine.Client.SuspendInstanceAsync(instanceId, reason, context.RequestAborted));

    /// <summary>Lets a suspended instance go on.</summary>
    public Task ResumeAsync(HttpContext context, string instanceId) => SteerAsync(context, instanceId, reason =>
        engine.Client.ResumeInstanceAsync(instanceId, reason, context.RequestAborted));

    /// <summary>
    /// Takes a failed instance back to before its first failure, so that it goes on from there: 202; 400 for an unfinished one, 410 for
    /// one that ended otherwise.
    /// </summary>
    public async Task RewindAsync(HttpContext context, string instanceId)
    {
        OrchestrationMetadata? instance = await engine.Client.GetInstanceAsync(instanceId, false, context.RequestAborted);
        if (instance is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (instance.RuntimeStatus is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Terminated)
        {
            context.Response.StatusCode = StatusCodes.Status410Gone;
            return;
        }

        try
        {
            await engine.RewindAsync(instanceId, context.Request.Query["reason"].FirstOrDefault(), context.RequestAborted);
            Accept(context);
        }
        catch (Exception refused) when (refused is InvalidOperationException or ArgumentException)
        {
            throw Fault(StatusCodes.Status400BadRequest, refused.Message);
        }
    }

    /// <summary>Removes a finished instance with its history: 200; 412 when it is not finished.</summary>
    public async Task PurgeAsync(HttpContext context, string instanceId)
    {
        OrchestrationMetadata? instance = await engine.Client.GetInstanceAsync(instanceId, false, context.RequestAborted);
        if (instance is { IsCompleted: false })
        {
            throw Fault(
                StatusCodes.Status412PreconditionFailed, $"The instance is {instance.RuntimeStatus}: only finished instances can be purged.");
        }

        PurgeResult result = await engine.Client.PurgeInstanceAsync(instanceId, null, context.RequestAborted);
        await AnswerPurgeAsync(context, result);
    }

    /// <summary>Removes the finished instances that the filter names: 200 with their number; 404 when it names none.</summary>
    public async Task PurgeManyAsync(HttpContext context)
    {
        ManagementQuery query = new(context.Request.Query);
        DateTimeOffset from = query.Time("createdTimeFrom")
            ?? throw Fault(StatusCodes.Status400BadRequest, "Please provide value for 'createdTimeFrom' parameter.");
        PurgeInstancesFilter filter = new(from, query.Time("createdTimeTo"), query.Statuses("runtimeStatus"));
        await AnswerPurgeAsync(context, await engine.Client.PurgeAllInstancesAsync(filter, null, context.RequestAborted));
    }

    private static Task AnswerPurgeAsync(HttpContext context, PurgeResult result)
    {
        if (result.PurgedInstanceCount == 0)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        return ManagementJson.WriteAsync(context.Response, json =>
        {
            json.WriteStartObject();
            json.WriteNumber("instancesDeleted", result.PurgedInstanceCount);
            json.WriteEndObject();
        });
    }

    private async Task SteerAsync(HttpContext context, string instanceId, Func<string?, Task> steer)
    {
        if (!await IsUnfinishedAsync(context, instanceId))
        {
            return;
        }

        try
        {
            await steer(context.Request.Query["reason"].FirstOrDefault());
            Accept(context);
        }
        catch (InvalidOperationException)
        {
            // It finished between the look and the call.
            context.Response.StatusCode = StatusCodes.Status410Gone;
        }
    }

    private async Task<bool> IsUnfinishedAsync(HttpContext context, string instanceId)
    {
        OrchestrationMetadata? instance = await engine.Client.GetInstanceAsync(instanceId, false, context.RequestAborted);
        if (instance is { IsCompleted: false })
        {
            return true;
        }

        context.Response.StatusCode = instance is null ? StatusCodes.Status404NotFound : StatusCodes.Status410Gone;
        return false;
    }

    private static void Accept(HttpContext context) => context.Response.StatusCode = StatusCodes.Status202Accepted;

    private static BadHttpRequestException Fault(int status, string message) => new(message, status);
}
