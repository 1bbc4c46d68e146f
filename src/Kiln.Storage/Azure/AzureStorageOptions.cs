namespace Kiln.Storage.Azure;

/// <summary>Which storage account holds documents and content, and how the service signs in to it. Exactly one way must be set.</summary>
public sealed record AzureStorageOptions
{
    /// <summary>
    /// A connection string with an account key, or <c>UseDevelopmentStorage=true</c> for the emulator. URLs are then signed with
    /// the account key (service SAS).
    /// </summary>
    public string? ConnectionString { get; init; }

    /// <summary>
    /// The account's blob endpoint, such as <c>https://account.blob.core.windows.net</c>, used with a managed identity. URLs are then
    /// signed with a user delegation key, which the identity may ask for as Storage Blob Delegator.
    /// </summary>
    public Uri? BlobEndpoint { get; init; }

    /// <summary>The client id of a user-assigned identity; null for the system-assigned one or a developer's own sign-in.</summary>
    public string? ManagedIdentityClientId { get; init; }

    /// <summary>Put before the container names <c>documents</c>, <c>inputs</c>, <c>outputs</c> and <c>quarantine</c>; lower case.</summary>
    public string ContainerPrefix { get; init; } = "";
}
