namespace Kiln.Functions.Http;

/// <summary>Turns what an HTTP function throws into a problem document; nothing of an unexpected fault reaches the client.</summary>
internal sealed partial class ProblemMiddleware(ILogger<ProblemMiddleware> logger) : IFunctionsWorkerMiddleware
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
            context.GetInvocationResult().Value = new ProblemResult(problem);
        }
        catch (BadHttpRequestException fault)
        {
            // The request itself is at fault: cut short, too large, or not what a parameter needs.
            context.GetInvocationResult().Value = new ProblemResult(
                new ApiException(fault.StatusCode, ErrorCodes.ValidationError, fault.Message));
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
            context.GetInvocationResult().Value = new ProblemResult(
                new ApiException(StatusCodes.Status500InternalServerError, ErrorCodes.InternalError, "Internal server error"));
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The function {Function} failed.")]
    private static partial void LogFault(ILogger logger, Exception exception, string function);
}
