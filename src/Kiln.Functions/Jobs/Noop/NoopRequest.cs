using Kiln.Functions.Jobs.Types;

namespace Kiln.Functions.Jobs.Noop;

/// <summary>A job that does nothing was asked for.</summary>
/// <param name="Does">What it does.</param>
internal sealed record NoopRequest(NoopParameters Does) : JobRequest(NoopType.TypeName);
