using System.Text.Json;
using Kiln.Lifecycle.Failures;

namespace Kiln.Functions.Orchestration;

/// <summary>An attempt failed for a reason that has a code and a sentence for the client.</summary>
public sealed class WorkFailedException(string code, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>One of <see cref="FailureCodes"/>.</summary>
    public string Code { get; } = code;

    /// <summary>What the attempt found out all the same, kept as the task's result; null for nothing.</summary>
    public JsonElement? Result { get; init; }
}
