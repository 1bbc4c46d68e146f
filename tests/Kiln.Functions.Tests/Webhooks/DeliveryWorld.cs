using System.Collections.Immutable;
using Kiln.Functions.Configuration;
using Kiln.Functions.EventGrid.Publishing;
using Kiln.Functions.Webhooks.Delivery;
using Kiln.Functions.Webhooks.Sending;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Lifecycle.Transitions;
using Kiln.LocalHost.Testing;
using Kiln.Storage.Batches;
using Kiln.Storage.Jobs;
using Kiln.Storage.Organisations;
using Kiln.Storage.Tests.Support;
using Kiln.Storage.Webhooks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Tests.Webhooks;

/// <summary>All of delivery on the real engine, with real HTTP to a subscriber and a clock that skips the waits.</summary>
internal sealed class DeliveryWorld : IAsyncDisposable
{
    public const string Organisation = "acme";

    private readonly DeliveryPlaces _places;
    private readonly EventDelivery _delivery;
    private DeliveryRuns _runs;

    private DeliveryWorld(Subscriber subscriber, Action<DeliveryWorld>? configure)
    {
        Clock = new ManualClock();
        Subscriber = subscriber;
        Options = Microsoft.Extensions.Options.Options.Create(new KilnOptions());
        Options.Value.Webhooks.AllowLoopback = true;
        configure?.Invoke(this);
        MemoryDocumentStore documents = new();
        Jobs = new JobStore(documents, new JobStoreOptions(), Clock);
        Batches = new BatchStore(documents, Clock);
        EventLogs logs = new(Jobs, Batches);
        Webhooks = new WebhookStore(documents, Clock);
        Deliveries = new DeliveryStore(documents, Clock);
        Organisations = new OrganisationStore(documents);
        Client = new WebhookClient(Options, Clock);
        DeliveryDestinations destinations = new(Webhooks, Options, Clock);
        Dispatcher = new DeliveryDispatcher(logs, destinations, Deliveries, NullLogger<DeliveryDispatcher>.Instance);
        EventSender sender = new(Client, new TopicPublisher(Options, Clock));
        EndpointHealth health = new(Webhooks, Options, Clock);
        _places = new DeliveryPlaces(Options);
        _delivery = new EventDelivery(logs, Deliveries, destinations, _places, sender, health, Clock);
        _runs = new DeliveryRuns(_delivery, Options, Clock, NullLogger<DeliveryRuns>.Instance);
        Sweeper = new DeliverySweeper(Organisations, logs, Deliveries, Dispatcher);
    }

    public ManualClock Clock { get; }

    public IOptions<KilnOptions> Options { get; }

    public JobStore Jobs { get; }

    public BatchStore Batches { get; }

    public WebhookStore Webhooks { get; }

    public DeliveryStore Deliveries { get; }

    public OrganisationStore Organisations { get; }

    public WebhookClient Client { get; }

    public DeliveryDispatcher Dispatcher { get; }

    public DeliverySweeper Sweeper { get; }

    public Subscriber Subscriber { get; }

    public DurableTestHost Host { get; private set; } = null!;

    /// <summary>Starts it all.</summary>
    /// <param name="skipTime">Whether the clock skips the waits.</param>
    /// <param name="configure">Sets options; the subscriber's URL is known by then.</param>
    /// <param name="activities">Activity slots of the engine.</param>
    public static async Task<DeliveryWorld> StartAsync(bool skipTime = true, Action<DeliveryWorld>? configure = null, int activities = 8)
    {
        DeliveryWorld world = new(await Subscriber.StartAsync(), configure);
        world.Host = await DurableTestHost.StartAsync(
            tasks => tasks
                .AddOrchestrator(
                    DeliveryNames.Orchestrator, context => DeliveryOrchestrator.Run(context, context.GetInput<DeliveryKey>()!))
                .AddActivity<DeliveryKey, DeliveryStep>(DeliveryNames.DeliverEvents, (key, cancellation) => world._runs.RunAsync(key, world.Host.Client, cancellation)),
            new DurableTestHostOptions { Clock = world.Clock, SkipTime = skipTime, MaxConcurrentActivities = activities });
        world.Dispatcher.Attach(world.Host.Client);
        await world.Organisations.EnsureAsync(Organisation);
        return world;
    }

    public Task<WebhookEndpoint> AddEndpointAsync(params string[] eventTypes) => AddEndpointOfAsync(Subscriber, eventTypes);

    public async Task<WebhookEndpoint> AddEndpointOfAsync(Subscriber subscriber, params string[] eventTypes)
    {
        WebhookEndpoint endpoint = new(
            NewId(), subscriber.Url, new WebhookFilter([.. eventTypes], []), WebhookSecrets.Create(), Clock.GetUtcNow());
        return (await Webhooks.AddAsync(Organisation, endpoint))!;
    }

    /// <summary>A stored job that waits for a worker; nobody has been told of it.</summary>
    public async Task<Job> SubmitAsync(string? callbackUrl = null)
    {
        DateTimeOffset now = Clock.GetUtcNow();
        Submission submission = new()
        {
            Id = NewId(),
            OrganisationId = Organisation,
            Surface = "jobs",
            Type = "probe",
            CallbackUrl = callbackUrl,
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        };
        StagePlan stage = new() { Id = "s", Type = "probe", Executor = ExecutorKind.Worker, Tasks = [new TaskPlan("t")] };
        Job job = JobLifecycle.Apply(JobLifecycle.Submit(submission, now), new Plan(ImmutableArray.Create(stage)), now).Job;
        await Jobs.CreateAsync(job);
        return job;
    }

    public async Task<Job> ApplyAsync(Job job, JobCommand command) =>
        (await Jobs.UpdateAsync(job.OrganisationId, job.Id, command))!.Job;

    public Task<int> DispatchAsync(Job job) => Dispatcher.DispatchAsync(EventLog.Of(job), CancellationToken.None);

    /// <summary>Submits, cancels and delivers a job; answers it as it ended.</summary>
    public async Task<Job> DeliverCancelledAsync(string destinationId, string? callbackUrl = null)
    {
        Job job = await ApplyAsync(await SubmitAsync(callbackUrl), new CancelNow());
        await DispatchAsync(job);
        await FinishAsync(job, destinationId);
        return job;
    }

    public Task FinishAsync(Job job, string destinationId) =>
        Host.Client.WaitForInstanceCompletionAsync(DeliveryDriver.InstanceOf(KeyOf(job, destinationId)));

    public async Task<DeliveryCursor> CursorAsync(Job job, string destinationId) =>
        (await Deliveries.FindAsync(KeyOf(job, destinationId)))!;

    /// <summary>As if the process that sends had died: its requests end without a word, and another one takes its place.</summary>
    public async Task ForgetRunsAsync()
    {
        await _runs.DisposeAsync();
        _runs = new DeliveryRuns(_delivery, Options, Clock, NullLogger<DeliveryRuns>.Instance);
    }

    public async Task<WebhookEndpoint> EndpointAsync(string id) => (await Webhooks.GetAsync(Organisation)).Find(id)!;

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await _runs.DisposeAsync();
        _places.Dispose();
        await Subscriber.DisposeAsync();
        Client.Dispose();
        Dispatcher.Dispose();
    }

    public static DeliveryKey KeyOf(Job job, string destinationId) => new(job.OrganisationId, destinationId, job.Id);

    private string NewId() => Guid.CreateVersion7(Clock.GetUtcNow()).ToString();
}
