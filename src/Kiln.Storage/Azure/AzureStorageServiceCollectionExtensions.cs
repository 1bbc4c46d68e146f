using Kiln.Storage.Content;
using Kiln.Storage.Documents;
using Kiln.Storage.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kiln.Storage.Azure;

/// <summary>Registers blob storage as the place of documents and content.</summary>
public static class AzureStorageServiceCollectionExtensions
{
    /// <summary>Registers <see cref="IDocumentStore"/> and <see cref="IContentStore"/> on one storage account.</summary>
    /// <exception cref="ArgumentException">Thrown when first resolved: the options name no account, or two.</exception>
    public static IServiceCollection AddAzureStorage(this IServiceCollection services, AzureStorageOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new BlobStorageAccount(options, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IDocumentStore, BlobDocumentStore>();
        services.AddSingleton<IContentStore, BlobContentStore>();
        services.TryAddSingleton(new StorageTopology(IsSoleProcess: false));
        services.TryAddSingleton(new JobStoreOptions { OtherProcessesInterval = TimeSpan.FromSeconds(1) });
        return services;
    }
}
