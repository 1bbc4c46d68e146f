using System.Diagnostics;
using Kiln.LocalHost.Functions.Discovery;
using Kiln.LocalHost.Hosting;
using Kiln.LocalHost.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kiln.LocalHost.Functions.Invocation;

/// <summary>
/// Runs functions, other than orchestrators, one invocation each: with a scope of its own, inside a trace, within <c>functionTimeout</c>.
/// </summary>
internal sealed class InvocationRunner(
    FunctionPipeline pipeline,
    IServiceScopeFactory scopes,
    HostSettings settings,
    LocalHostOptions options,
    TimeProvider clock,
    ILoggerFactory loggers)
{
    /// <summary>The source of the activities that surround invocations.</summary>
    public static readonly ActivitySource Tracing = new("Kiln.LocalHost");

    /// <summary>Runs a function and answers its result.</summary>
    /// <param name="function">The function.</param>
    /// <param name="triggerValue">The value that triggered it.</param>
    /// <param name="bindingData">What the trigger told beside its value.</param>
    /// <param name="canBeGivenUp">
    /// Whether an invocation that ignores its cancelled token is left to itself after the grace time; an HTTP exchange cannot be.
    /// </param>
    /// <param name="prepare">Completes the context before anything sees it.</param>
    /// <param name="cancellationToken">Cancels the invocation.</param>
    /// <exception cref="FunctionTimeoutException">The function ran out of time.</exception>
    public async Task<object?> RunAsync(
        FunctionDescriptor function,
        object? triggerValue,
        IReadOnlyDictionary<string, object?> bindingData,
        bool canBeGivenUp,
        Action<LocalFunctionContext>? prepare,
        CancellationToken cancellationToken)
    {
        using Activity? activity = Tracing.StartActivity(function.Name);
        using CancellationTokenSource deadline = settings.FunctionTimeout is { } timeout ? new(timeout, clock) : new();
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        LocalFunctionContext context = new(function, scopes, triggerValue, bindingData, either.Token);
        prepare?.Invoke(context);
        Task run = pipeline.RunAsync(context);
        try
        {
            await (canBeGivenUp && settings.FunctionTimeout is { } allowed
                ? run.WaitAsync(allowed + options.TimeoutGrace, clock, CancellationToken.None)
                : run);
            return context.Result.Value;
        }
        catch (TimeoutException) when (!run.IsCompleted)
        {
            Log(function).LogError(
                "Function '{Function}' (invocation {InvocationId}) ignored its cancelled token for {Grace} after its timeout and was given up.",
                function.Name, context.InvocationId, options.TimeoutGrace);
            throw new FunctionTimeoutException(function.Name, settings.FunctionTimeout!.Value, null);
        }
        catch (OperationCanceledException stopped)
            when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new FunctionTimeoutException(function.Name, settings.FunctionTimeout!.Value, stopped);
        }
        finally
        {
            await EndAsync(run, context);
        }
    }

    /// <summary>The logger of a function.</summary>
    public ILogger Log(FunctionDescriptor function) => loggers.CreateLogger($"Function.{function.Name}");

    // A given-up invocation still uses its scope: that is disposed when it ends at last.
    private static ValueTask EndAsync(Task run, LocalFunctionContext context)
    {
        if (run.IsCompleted)
        {
            return context.DisposeAsync();
        }

        _ = run.ContinueWith(
            static async (ended, state) =>
            {
                _ = ended.Exception;
                await ((LocalFunctionContext)state!).DisposeAsync();
            },
            context,
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default);
        return ValueTask.CompletedTask;
    }
}
