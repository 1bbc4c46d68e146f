using Kiln.Lifecycle.Failures;

namespace Kiln.Functions.Surfaces.Lynx.Attempts;

/// <summary>That an attempt failed, as its runner reported it.</summary>
/// <param name="Failure">Why.</param>
/// <param name="Result">What it left behind all the same.</param>
internal sealed record ReportedFailure(Failure Failure, RunResult Result);
