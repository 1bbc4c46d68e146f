namespace Kiln.Storage.Tests.Azure;

/// <summary>The tests that share one emulator; each takes containers of its own.</summary>
[CollectionDefinition(nameof(AzuriteCollection))]
public sealed class AzuriteCollection : ICollectionFixture<AzuriteServer>;
