namespace Kiln.EndToEnd.Tests.Jobnik;

/// <summary>Tests of this collection run one after another on one service.</summary>
[CollectionDefinition(Name)]
public sealed class JobnikServiceDefinition : ICollectionFixture<JobnikService>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "jobnik service";
}
