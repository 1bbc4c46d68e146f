using System.Text.Json;

namespace Kiln.Lifecycle.Commands;

/// <summary>Reports that the work of a task is done. The same token again repeats it harmlessly.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Token">The lease's token.</param>
/// <param name="Result">Small facts and references to content.</param>
public sealed record CompleteTask(string TaskId, string Token, JsonElement? Result = null) : JobCommand;
