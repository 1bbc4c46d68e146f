using Kiln.Functions.Telemetry;
using Kiln.Storage;

namespace Kiln.Functions.Http;

/// <summary>
/// Turns what an HTTP function throws into a problem document, or into the error shape of its surface; nothing of an unexpected fault
/// reaches the client.
/// </summary>
internal sealed partial class ProblemMiddleware(IEnumerable<IErrorShape> shapes, ILogger<ProblemMiddleware> logger)
    : IFunctionsWorkerMiddleware
{
    /// <inheritdoc />
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (ApiException problem)
        {
            Answer(context, problem);
        }
        catch (BadHttpRequestException fault)
        {
            // The request itself is at fault: cut short, too large, or not what a parameter needs.
            string code = fault.StatusCode == StatusCodes.Status413PayloadTooLarge ? ErrorCodes.FileTooLarge : ErrorCodes.ValidationError;
            Answer(context, new ApiException(fault.StatusCode, code, fault.Message));
        }
        catch (StorageFullException fault) when (context.GetHttpContext() is not null)
        {
            LogFull(logger, context.FunctionDefinition.Name, fault.Message);
            Answer(context, new ApiException(
                StatusCodes.Status507InsufficientStorage, ErrorCodes.StorageFull, "The service has no room left; nothing was stored. Try again later.")
            {
                RetryAfterSeconds = 5,
            });
        }
        catch (OperationCanceledException) when (context.GetHttpContext()?.RequestAborted.IsCancellationRequested == true)
        {
            // The client has gone; there is nobody to answer.
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
            // The host is stopping and has its own answer to that.
            throw;
        }
        catch (Exception exception) when (context.GetHttpContext() is not null)
        {
            LogFault(logger, exception, context.FunctionDefinition.Name);
            Answer(context, new ApiException(StatusCodes.Status500InternalServerError, ErrorCodes.InternalError, "Internal server error"));
        }
    }

    private void Answer(FunctionContext context, ApiException problem)
    {
        HttpRefusals.Record(problem);
        PathString path = context.GetHttpContext()?.Request.Path ?? default;
        IErrorShape? shape = shapes.FirstOrDefault(candidate => path.StartsWithSegments(candidate.Surface, StringComparison.OrdinalIgnoreCase));
        context.GetInvocationResult().Value = shape?.Write(problem) ?? new ProblemResult(problem);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The function {Function} was refused room. {Reason}")]
    private static partial void LogFull(ILogger logger, string function, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The function {Function} failed.")]
    private static partial void LogFault(ILogger logger, Exception exception, string function);
}
