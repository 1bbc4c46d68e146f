using System.Collections.Concurrent;
using Azure.Identity;
using Azure.Storage.Blobs;

namespace Kiln.Storage.Azure;

/// <summary>One storage account: its containers, made when they are first needed, and the signer of its URLs.</summary>
public sealed class BlobStorageAccount
{
    private readonly BlobServiceClient _service;
    private readonly string _containerPrefix;
    private readonly ConcurrentDictionary<string, Task<BlobContainerClient>> _containers = new();

    /// <summary>Connects to the account that the options name.</summary>
    /// <exception cref="ArgumentException">Not exactly one of connection string and endpoint is set.</exception>
    public BlobStorageAccount(AzureStorageOptions options, TimeProvider time)
        : this(CreateService(options), options.ContainerPrefix, time)
    {
    }

    internal BlobStorageAccount(BlobServiceClient service, string containerPrefix, TimeProvider time)
    {
        _service = service;
        _containerPrefix = containerPrefix;
        Signer = service.CanGenerateAccountSasUri
            ? new SharedKeyUrlSigner(time)
            : new UserDelegationUrlSigner(service, time);
    }

    internal BlobUrlSigner Signer { get; }

    internal async Task<BlobContainerClient> GetContainerAsync(string name)
    {
        Task<BlobContainerClient> container = _containers.GetOrAdd(name, CreateContainerAsync);
        try
        {
            return await container;
        }
        catch
        {
            // A failure is not kept: the next caller asks the account again.
            _containers.TryRemove(KeyValuePair.Create(name, container));
            throw;
        }
    }

    private async Task<BlobContainerClient> CreateContainerAsync(string name)
    {
        BlobContainerClient container = _service.GetBlobContainerClient(_containerPrefix + name);
        await container.CreateIfNotExistsAsync();
        return container;
    }

    private static BlobServiceClient CreateService(AzureStorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options switch
        {
            { ConnectionString: not null, BlobEndpoint: null } => new BlobServiceClient(options.ConnectionString),
            { ConnectionString: null, BlobEndpoint: not null } => new BlobServiceClient(options.BlobEndpoint, CreateCredential(options)),
            _ => throw new ArgumentException(
                "Set either a storage connection string or a blob endpoint for a managed identity, and not both.", nameof(options)),
        };
    }

    private static DefaultAzureCredential CreateCredential(AzureStorageOptions options) =>
        new(new DefaultAzureCredentialOptions { ManagedIdentityClientId = options.ManagedIdentityClientId });
}
