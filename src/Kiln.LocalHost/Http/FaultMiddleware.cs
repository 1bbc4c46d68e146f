using Kiln.LocalHost.Hosting;
using Kiln.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kiln.LocalHost.Http;

/// <summary>
/// The outermost step of every request. What a function throws becomes a 500 that tells the caller a trace id and nothing else; what
/// the request itself got wrong becomes the 4xx that says so. Nothing ends the process.
/// </summary>
internal sealed class FaultMiddleware(RequestDelegate next, DrainSignal drain, ILogger<FaultMiddleware> logger)
{
    /// <summary>Runs the rest of the request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception fault) when (context.RequestAborted.IsCancellationRequested)
        {
            logger.LogDebug(fault, "The client of {Method} {Path} went away.", context.Request.Method, context.Request.Path);
        }
        catch (BadHttpRequestException fault)
        {
            await AnswerAsync(context, fault.StatusCode, fault.Message, fault);
        }
        catch (StorageFullException fault)
        {
            logger.LogError("{Method} {Path} was refused. {Reason}", context.Request.Method, context.Request.Path, fault.Message);
            await AnswerAsync(
                context, StatusCodes.Status507InsufficientStorage, "The service has no room left; nothing was stored. Try again later.", fault);
        }
        catch (OperationCanceledException fault) when (drain.Token.IsCancellationRequested)
        {
            await AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, "The service is stopping. Try again when it is back.", fault);
        }
        catch (Exception fault)
        {
            logger.LogError(
                fault, "{Method} {Path} failed. Trace {TraceId}.", context.Request.Method, context.Request.Path, ProblemResponse.TraceId(context));
            await AnswerAsync(context, StatusCodes.Status500InternalServerError, null, fault);
        }
    }

    private async Task AnswerAsync(HttpContext context, int status, string? detail, Exception fault)
    {
        if (context.Response.HasStarted)
        {
            // Half an answer must not look like a whole one: cutting the connection is the only error left to give.
            logger.LogDebug(fault, "{Method} {Path} was cut off.", context.Request.Method, context.Request.Path);
            context.Abort();
            return;
        }

        context.Response.Clear();
        if (status is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status507InsufficientStorage)
        {
            context.Response.Headers.RetryAfter = "5";
        }

        await ProblemResponse.WriteAsync(context, status, detail);
    }
}
