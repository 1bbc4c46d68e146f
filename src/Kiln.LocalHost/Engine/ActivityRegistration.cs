namespace Kiln.LocalHost.Engine;

/// <summary>An activity as it was registered.</summary>
internal sealed record ActivityRegistration(string Name, Func<ActivityInvocation, CancellationToken, Task<object?>> Run);
