namespace Kiln.LocalHost.Functions;

/// <summary>The distributed trace of an invocation, as W3C Trace Context writes it.</summary>
public abstract class TraceContext
{
    /// <summary>The <c>traceparent</c> value.</summary>
    public abstract string TraceParent { get; }

    /// <summary>The <c>tracestate</c> value; empty when there is none.</summary>
    public abstract string TraceState { get; }
}
