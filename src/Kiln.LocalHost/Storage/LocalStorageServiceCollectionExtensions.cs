using Kiln.LocalHost.Hosting;
using Kiln.LocalHost.Http;
using Kiln.Storage;
using Kiln.Storage.Content;
using Kiln.Storage.Documents;
using Kiln.Storage.Jobs;
using Kiln.Storage.Work;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kiln.LocalHost.Storage;

/// <summary>Registers the data directory as the place of documents and content.</summary>
public static class LocalStorageServiceCollectionExtensions
{
    /// <summary>
    /// Registers <see cref="IDocumentStore"/> on <c>documents.db</c> and <see cref="IContentStore"/> on the directory <c>content</c>, both
    /// in the host's data directory, and the endpoint behind the content's presigned URLs.
    /// </summary>
    public static IServiceCollection AddLocalStorage(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IDocumentStore>(provider => new SqliteDocumentStore(Place(provider, "documents.db"), WorkIndex.Kinds));
        services.AddSingleton(provider => new ContentDirectory(Place(provider, "content")));
        services.AddSingleton(provider => LocalUrlSigner.Load(Place(provider, "content-signing.key")));
        services.AddSingleton<IContentStore, LocalContentStore>();
        services.AddSingleton<ILocalEndpoint, LocalContentEndpoint>();

        // The host's lock on the data directory makes this the only process: no polling for others, no waiting for dead ones.
        services.TryAddSingleton(new JobStoreOptions());
        services.TryAddSingleton(new StorageTopology(IsSoleProcess: true));
        return services;
    }

    private static string Place(IServiceProvider provider, string name)
    {
        string directory = provider.GetRequiredService<LocalHostOptions>().DataPath;
        Directory.CreateDirectory(directory);
        return Path.Combine(directory, name);
    }
}
