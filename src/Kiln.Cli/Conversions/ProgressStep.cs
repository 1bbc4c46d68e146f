namespace Kiln.Cli.Conversions;

/// <summary>Where a piece of work stands.</summary>
/// <param name="Task">Which piece: each has its own bar.</param>
/// <param name="Label">What it is doing now.</param>
/// <param name="Percent">0–100.</param>
internal readonly record struct ProgressStep(string Task, string Label, double Percent);
