using Kiln.Functions.Access;
using Kiln.Functions.Batches;
using Kiln.Functions.Configuration;
using Kiln.Functions.Conversions;
using Kiln.Functions.Conversions.Payload;
using Kiln.Functions.EventGrid.Publishing;
using Kiln.Functions.EventGrid.Receiving;
using Kiln.Functions.Http;
using Kiln.Functions.Jobs;
using Kiln.Functions.Jobs.Noop;
using Kiln.Functions.Jobs.Types;
using Kiln.Functions.Jobs.Workers;
using Kiln.Functions.Orchestration;
using Kiln.Functions.Surfaces.Jobnik;
using Kiln.Functions.Surfaces.Jobnik.Errors;
using Kiln.Functions.Surfaces.Jobnik.Listing;
using Kiln.Functions.Surfaces.Lynx;
using Kiln.Functions.Telemetry;
using Kiln.Functions.Webhooks;
using Kiln.Functions.Webhooks.Delivery;
using Kiln.Functions.Webhooks.Sending;
using Kiln.Functions.Workers;
using Kiln.Storage;
using Kiln.Storage.ApiKeys;
using Kiln.Storage.Batches;
using Kiln.Storage.Credits;
using Kiln.Storage.Idempotency;
using Kiln.Storage.Jobs;
using Kiln.Storage.Organisations;
using Kiln.Storage.Plans;
using Kiln.Storage.Uploads;
using Kiln.Storage.Webhooks;
using Kiln.Storage.Work;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Kiln.Functions;

/// <summary>Registers the app's services; the two storage ports come from the host.</summary>
internal static class KilnServices
{
    public static IServiceCollection AddKiln(this IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<KilnOptions>(configuration.GetSection(KilnOptions.Section));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new JobStoreOptions
        {
            OtherProcessesInterval = provider.GetRequiredService<StorageTopology>().IsSoleProcess ? null : TimeSpan.FromSeconds(1),
        });
        services.AddSingleton(provider =>
            new IdempotencyOptions { Retention = TimeSpan.FromHours(Options(provider).IdempotencyHours) });
        services.AddSingleton(provider => new UploadOptions
        {
            UrlLifetime = TimeSpan.FromMinutes(Options(provider).UploadUrlMinutes),
            Retention = TimeSpan.FromHours(Options(provider).UploadRetentionHours),
        });
        services.AddSingleton<OrganisationStore>().AddSingleton<ApiKeyStore>().AddSingleton<AccountStore>();
        services.AddSingleton(provider => new WorkQueueOptions
        {
            OtherProcessesInterval = provider.GetRequiredService<JobStoreOptions>().OtherProcessesInterval,
            GroupedSurfaces = new HashSet<string>(StringComparer.Ordinal) { LynxWords.Surface },
        });
        services.AddSingleton<QueueRepair>().AddSingleton<LeaseSweeper>().AddSingleton<TaskReports>();
        services.AddSingleton<QueueEntries>().AddSingleton<JobQueue>().AddSingleton<TaskQueue>();
        services.AddSingleton<IJobFollower>(provider => provider.GetRequiredService<JobQueue>());
        services.AddSingleton<JobStore>().AddSingleton<UploadStore>().AddSingleton<IdempotencyStore>();

        services.AddSingleton<RequestRate>().AddSingleton<Authentication>().AddSingleton<Links>().AddSingleton<IdempotentCreation>();
        services.AddSingleton<Admissions>().AddSingleton<JobAdmission>().AddSingleton<JobCredits>().AddSingleton<JobSweeper>();
        services.AddSingleton<JobCensus>();
        services.AddSingleton<JobControl>().AddSingleton<JobReader>().AddSingleton<JobPurge>();
        services.AddSingleton<BuiltInTaskRunner>()
            .AddSingleton<RunningJobs>().AddSingleton<PlanGate>().AddSingleton<BuiltInSlots>();

        services.AddSingleton<IErrorShape, JobnikErrorShape>();
        services.AddSingleton<JobnikGate>().AddSingleton<JobnikJobs>().AddSingleton<JobnikLists>();
        services.AddSingleton<JobnikOutlines>().AddSingleton<JobnikChanges>();
        services.AddSingleton<IJobFollower>(provider => provider.GetRequiredService<JobnikChanges>());
        services.AddSingleton(provider => new JobTypes(provider.GetServices<IJobType>())).AddSingleton<JobSubmission>();
        services.AddSingleton<IJobType, NoopType>().AddSingleton<IBuiltInWork, NoopWork>();
        services.AddSingleton<IJobType, WorkType>();

        services.AddSingleton<BatchStore>().AddSingleton<BatchItemStore>().AddSingleton<BatchExpansion>();
        services.AddSingleton<BatchAdvance>().AddSingleton<BatchSubmission>().AddSingleton<BatchReader>().AddSingleton<BatchArchive>().AddSingleton<BatchSweeper>();
        services.AddSingleton<ItemFaults>().AddSingleton<IBatchExpander, JobBatchExpander>();
        services.AddSingleton<BatchWatcher>().AddHostedService(provider => provider.GetRequiredService<BatchWatcher>());

        services.AddSingleton<WebhookStore>().AddSingleton<DeliveryStore>().AddSingleton<WebhookClient>();
        services.AddSingleton<EventGridAccess>().AddSingleton<InboxConversions>();
        services.AddSingleton<TopicPublisher>().AddSingleton<EventSender>().AddSingleton<EndpointHealth>().AddSingleton<DeliveryPlaces>();
        services.AddSingleton<EventLogs>().AddSingleton<DeliveryDestinations>().AddSingleton<EventDelivery>().AddSingleton<DeliveryRuns>();
        services.AddSingleton<DeliverySweeper>();
        services.AddSingleton<WebhookReader>().AddSingleton<WebhookReplay>();
        services.AddSingleton<DeliveryDispatcher>().AddHostedService(provider => provider.GetRequiredService<DeliveryDispatcher>());

        services.AddSingleton<SubmissionBodyReader>().AddSingleton<ModelFiles>().AddSingleton<ConversionSubmission>();
        services.AddSingleton<ConversionReader>().AddSingleton<ConversionReplies>().AddSingleton<ConversionProjection>();
        services.AddSingleton<ConversionArchive>().AddSingleton<IBuiltInWork, ConversionWork>();
        services.AddSingleton<IJobType, ConversionType>();
        return services.AddLynx();
    }

    private static KilnOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<KilnOptions>>().Value;
}
