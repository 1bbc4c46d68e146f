using System.Text.Json;

namespace Kiln.Functions.Orchestration;

/// <summary>The work of built-in stages of some job types.</summary>
public interface IBuiltInWork
{
    /// <summary>Whether it does the work of this job type.</summary>
    bool Runs(string jobType);

    /// <summary>Whether it takes processor and memory enough to be bounded; work that only waits needs no slot.</summary>
    bool Computes => true;

    /// <summary>
    /// Does one attempt. It may run twice, so what it stores must be the same both times.
    /// </summary>
    /// <returns>Small facts and references to content, kept as the task's result.</returns>
    /// <exception cref="WorkFailedException">The attempt failed for a reason that the client should read.</exception>
    Task<JsonElement> RunAsync(Attempt attempt, CancellationToken cancellationToken);
}
