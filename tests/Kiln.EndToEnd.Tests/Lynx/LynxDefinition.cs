namespace Kiln.EndToEnd.Tests.Lynx;

/// <summary>Tests of this collection run one after another on one service.</summary>
[CollectionDefinition(Name)]
public sealed class LynxDefinition : ICollectionFixture<LynxService>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "lynx";
}
