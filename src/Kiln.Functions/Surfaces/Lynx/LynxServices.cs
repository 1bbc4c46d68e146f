using Kiln.Functions.Batches;
using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.Functions.Surfaces.Lynx.Access;
using Kiln.Functions.Surfaces.Lynx.Attempts;
using Kiln.Functions.Surfaces.Lynx.Batches;
using Kiln.Functions.Surfaces.Lynx.Errors;
using Kiln.Functions.Surfaces.Lynx.Jobs;
using Kiln.Functions.Surfaces.Lynx.Results;
using Kiln.Functions.Surfaces.Lynx.Runners;
using Kiln.Functions.Surfaces.Lynx.Telemetry;
using Kiln.Storage.Batches;
using Kiln.Storage.Documents;
using Kiln.Storage.Jobs;
using Kiln.Storage.Plans;
using Kiln.Storage.Runners;
using Kiln.Storage.Runs;
using Kiln.Storage.Work;
using Kiln.Storage.Work.Runs;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Surfaces.Lynx;

/// <summary>Registers the services of this surface.</summary>
internal static class LynxServices
{
    public static IServiceCollection AddLynx(this IServiceCollection services)
    {
        services.AddSingleton(provider => new RunIndex(
            provider.GetRequiredService<IDocumentStore>(),
            provider.GetRequiredService<QueueEntries>(),
            LynxWords.Surface,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new RunRepair(
            provider.GetRequiredService<IDocumentStore>(),
            provider.GetRequiredService<JobStore>(),
            provider.GetRequiredService<BatchStore>(),
            provider.GetRequiredService<RunIndex>(),
            LynxWords.Surface));
        services.AddSingleton(provider => new RunPlaces(
            provider.GetRequiredService<IDocumentStore>(),
            provider.GetRequiredService<RunIndex>(),
            LynxWords.Surface,
            provider.GetRequiredService<IOptions<KilnOptions>>().Value.ConcurrentRunsOf,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<AttemptStore>().AddSingleton<RunnerStore>().AddSingleton<RunQueue>();
        services.AddSingleton<IJobFollower>(provider => provider.GetRequiredService<RunIndex>());
        services.AddSingleton<IJobFollower>(provider => provider.GetRequiredService<RunPlaces>());
        services.AddSingleton<IJobFollower>(provider => provider.GetRequiredService<AttemptStore>());

        services.AddSingleton<IErrorShape, LynxErrorShape>().AddSingleton<LynxAccess>();
        services.AddSingleton<RunnerLeases>().AddSingleton<RunnerReader>().AddSingleton<RunClaims>();
        services.AddSingleton<RunReports>().AddSingleton<RunHeartbeats>().AddSingleton<RunFailures>().AddSingleton<RunOutputs>();
        services.AddSingleton<TelemetryIntake>();
        services.AddSingleton<RunReader>().AddSingleton<RunProjection>().AddSingleton<RunCancellation>().AddSingleton<RunResults>();
        services.AddSingleton<StudySubmission>().AddSingleton<StudyCatalog>().AddSingleton<StudyProjection>().AddSingleton<StudyBatches>();
        services.AddSingleton<IBatchExpander, StudyExpander>();
        return services;
    }
}
