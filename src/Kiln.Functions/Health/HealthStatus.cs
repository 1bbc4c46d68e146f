namespace Kiln.Functions.Health;

/// <summary>The health of the service.</summary>
/// <param name="Status">Always <c>ok</c>: a service that is not well does not answer.</param>
public sealed record HealthStatus(string Status);
