using Kiln.Storage.Azure;

namespace Kiln.Functions.Configuration;

/// <summary>
/// Reads the storage account from the settings that every Functions app has: <c>AzureWebJobsStorage</c> as a connection string, or
/// <c>AzureWebJobsStorage__blobServiceUri</c> with an optional <c>__clientId</c> for a managed identity.
/// </summary>
internal static class AzureStorageSettings
{
    private const string Connection = "AzureWebJobsStorage";

    public static AzureStorageOptions From(IConfiguration configuration)
    {
        string? endpoint = configuration[$"{Connection}:blobServiceUri"]
            ?? (configuration[$"{Connection}:accountName"] is { } account ? $"https://{account}.blob.core.windows.net" : null);
        return new AzureStorageOptions
        {
            ConnectionString = endpoint is null ? configuration[Connection] : null,
            BlobEndpoint = endpoint is null ? null : new Uri(endpoint),
            ManagedIdentityClientId = configuration[$"{Connection}:clientId"],
            ContainerPrefix = configuration[$"{KilnOptions.Section}:{nameof(KilnOptions.ContainerPrefix)}"] ?? "",
        };
    }
}
