namespace Kiln.Functions.Tests.Orchestration;

/// <summary>How an attempt of <see cref="OrchestratedJob"/> ends.</summary>
internal enum AttemptEnd
{
    Completed,
    Failed,
    GivenBack,
}
