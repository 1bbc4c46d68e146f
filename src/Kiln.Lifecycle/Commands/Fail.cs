using Kiln.Lifecycle.Failures;

namespace Kiln.Lifecycle.Commands;

/// <summary>Ends the job by a failure that is no attempt's.</summary>
/// <param name="Failure">Why.</param>
public sealed record Fail(Failure Failure) : JobCommand;
