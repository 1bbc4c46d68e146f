namespace Kiln.SimReady.Validation;

/// <summary>One place where a rule is not met.</summary>
internal sealed record Violation(string Path, string Message, double? Measured = null, double? Limit = null);
