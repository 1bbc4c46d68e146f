namespace Kiln.LocalHost.Functions.Discovery;

/// <summary>Where the value of a function's parameter comes from.</summary>
internal enum ParameterSource
{
    /// <summary>The value that triggered the function.</summary>
    Trigger,

    /// <summary>The <see cref="FunctionContext"/>.</summary>
    Context,

    /// <summary>The invocation's cancellation token.</summary>
    CancellationToken,

    /// <summary>The durable client.</summary>
    DurableClient,

    /// <summary>The JSON body of the HTTP request.</summary>
    Body,

    /// <summary>The binding data of the parameter's name: a route value, or the id of the orchestration instance.</summary>
    BindingData,

    /// <summary>The orchestration's input.</summary>
    OrchestrationInput,
}
