namespace Kiln.Lifecycle.Commands;

/// <summary>Closes a stage's gate. Running tasks may finish, nothing new is taken.</summary>
/// <param name="StageId">The stage.</param>
/// <param name="Reason">Why, such as <c>review</c>.</param>
public sealed record Hold(string StageId, string Reason) : JobCommand;
