using Kiln.Storage.ApiKeys;
using Kiln.Storage.Credits;
using Kiln.Storage.Idempotency;
using Kiln.Storage.Jobs;
using Kiln.Storage.Organisations;
using Kiln.Storage.Uploads;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kiln.Storage;

/// <summary>Registers what is written over the two ports.</summary>
public static class StoresServiceCollectionExtensions
{
    /// <summary>
    /// Registers the stores of jobs, credits, uploads, idempotency keys, API keys and organisations. The ports come from local or Azure
    /// storage; options that are already registered are kept.
    /// </summary>
    public static IServiceCollection AddStores(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new JobStoreOptions());
        services.TryAddSingleton(new UploadOptions());
        services.TryAddSingleton(new IdempotencyOptions());
        services.TryAddSingleton<OrganisationStore>();
        services.TryAddSingleton<JobStore>();
        services.TryAddSingleton<AccountStore>();
        services.TryAddSingleton<JobCredits>();
        services.TryAddSingleton<UploadStore>();
        services.TryAddSingleton<IdempotencyStore>();
        services.TryAddSingleton<ApiKeyStore>();
        return services;
    }
}
