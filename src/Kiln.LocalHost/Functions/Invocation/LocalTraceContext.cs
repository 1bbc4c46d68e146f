using System.Diagnostics;

namespace Kiln.LocalHost.Functions.Invocation;

/// <summary>The trace that an invocation began in.</summary>
internal sealed class LocalTraceContext(string traceParent, string traceState) : TraceContext
{
    /// <inheritdoc/>
    public override string TraceParent { get; } = traceParent;

    /// <inheritdoc/>
    public override string TraceState { get; } = traceState;

    /// <summary>The trace of the current activity; empty strings when nothing traces.</summary>
    public static LocalTraceContext Current() =>
        new(Activity.Current?.Id ?? string.Empty, Activity.Current?.TraceStateString ?? string.Empty);
}
