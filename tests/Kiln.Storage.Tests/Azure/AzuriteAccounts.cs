using Kiln.Storage.Azure;

namespace Kiln.Storage.Tests.Azure;

/// <summary>Accounts on the emulator that do not see each other's containers.</summary>
internal static class AzuriteAccounts
{
    public static BlobStorageAccount Create(AzuriteServer azurite) => new(
        new AzureStorageOptions { ConnectionString = azurite.ConnectionString, ContainerPrefix = $"t{Guid.NewGuid():N}-" },
        TimeProvider.System);
}
