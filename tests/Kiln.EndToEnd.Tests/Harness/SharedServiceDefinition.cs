namespace Kiln.EndToEnd.Tests.Harness;

/// <summary>Tests of this collection run one after another on the shared service.</summary>
[CollectionDefinition(Name)]
public sealed class SharedServiceDefinition : ICollectionFixture<SharedService>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "shared service";
}
