namespace Kiln.LocalHost.Functions;

/// <summary>
/// A step around functions of every kind. It must not await anything before it calls <c>next</c> for an orchestrator, whose code
/// may await durable tasks only.
/// </summary>
public interface IFunctionsWorkerMiddleware
{
    /// <summary>Runs the step; calling <paramref name="next"/> goes on to the function.</summary>
    Task Invoke(FunctionContext context, FunctionExecutionDelegate next);
}
