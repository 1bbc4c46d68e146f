using Kiln.Functions.EventGrid;
using Kiln.Functions.Batches;
using Kiln.Functions.Surfaces.Lynx;
using Kiln.Functions.Webhooks;
using Kiln.Geometry.Formats;
using Kiln.SimReady.Conversion;
using RetryPolicy = Kiln.Lifecycle.Failures.RetryPolicy;

// The Functions worker has a type of this name too.
using WorkerOptions = Kiln.Functions.Workers.WorkerOptions;

namespace Kiln.Functions.Configuration;

/// <summary>
/// Everything an operator may set of the service, with its defaults: section <c>Kiln</c> of the configuration, so
/// <c>Kiln__MaxUploadBytes=…</c> in the environment.
/// </summary>
public sealed class KilnOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Kiln";

    /// <summary>Largest model file, in bytes: 500 MB.</summary>
    public long MaxUploadBytes { get; set; } = 524_288_000;

    /// <summary>Most entries of a ZIP.</summary>
    public int MaxArchiveEntries { get; set; } = 2000;

    /// <summary>Most bytes that a ZIP may unpack to: 2 GB.</summary>
    public long MaxUnpackedBytes { get; set; } = 2L << 30;

    /// <summary>Largest ratio of unpacked to packed bytes of a ZIP.</summary>
    public int MaxRatio { get; set; } = 200;

    /// <summary>What a model may ask for.</summary>
    public ModelOptions Models { get; } = new();

    /// <summary>How long an upload URL works, in minutes.</summary>
    public int UploadUrlMinutes { get; set; } = 15;

    /// <summary>How long an upload can be turned into jobs, in hours.</summary>
    public int UploadRetentionHours { get; set; } = 24;

    /// <summary>How long a download URL works, in minutes.</summary>
    public int DownloadUrlMinutes { get; set; } = 60;

    /// <summary>What replies on unfinished jobs say in <c>Retry-After</c>, in seconds.</summary>
    public int RetryAfterSeconds { get; set; } = 3;

    /// <summary>Credits by job type; a type that is not named is free.</summary>
    public Dictionary<string, int> Prices { get; } = new(StringComparer.Ordinal)
    {
        ["glb_to_simready"] = 1,
        ["text_to_simready"] = 2,
        ["image_to_simready"] = 3,
        ["multiview_to_simready"] = 3,
        ["simulate_usd"] = 0,
    };

    /// <summary>Deadlines by job type, in seconds.</summary>
    public Dictionary<string, int> JobTimeoutSeconds { get; } = new(StringComparer.Ordinal)
    {
        ["glb_to_simready"] = 1200,
        ["text_to_simready"] = 1800,
        ["image_to_simready"] = 1800,
        ["multiview_to_simready"] = 1800,
        ["simulate_usd"] = 600,
    };

    /// <summary>Longest deadline that a client may ask for, in seconds.</summary>
    public int MaxTimeoutSeconds { get; set; } = 3600;

    /// <summary>Names of the job types whose stages workers outside do.</summary>
    public IList<string> WorkerJobTypes { get; } = ["work"];

    /// <summary>Total tries of a stage, where nothing else is said.</summary>
    public int StageMaxAttempts { get; set; } = 3;

    /// <summary>Wait before the second attempt of a stage, in seconds.</summary>
    public double RetryFirstDelaySeconds { get; set; } = 5;

    /// <summary>Growth of that wait from one attempt to the next.</summary>
    public double RetryFactor { get; set; } = 2;

    /// <summary>Longest such wait, in seconds.</summary>
    public double RetryMaxDelaySeconds { get; set; } = 60;

    /// <summary>
    /// Attempts of built-in tasks that run at the same time in one process; further ones wait, claimed by nobody. 0 leaves them to other
    /// processes.
    /// </summary>
    public int BuiltInConcurrency { get; set; } = 4;

    /// <summary>Lease of a built-in attempt, in seconds.</summary>
    public int BuiltInLeaseSeconds { get; set; } = 60;

    /// <summary>How often a built-in attempt renews its lease, in seconds.</summary>
    public int BuiltInHeartbeatSeconds { get; set; } = 10;

    /// <summary>Within how many seconds a built-in attempt notices that it must stop.</summary>
    public double StopSignalSeconds { get; set; } = 1;

    /// <summary>How long an idempotency key is kept, in hours.</summary>
    public int IdempotencyHours { get; set; } = 24;

    /// <summary>Requests that a key may make in a minute.</summary>
    public int RequestsPerMinute { get; set; } = 600;

    /// <summary>Jobs of an organisation that this service's own executors work on at the same time; further ones wait.</summary>
    public int ConcurrentJobs { get; set; } = 10;

    /// <summary>Jobs that an organisation may have unfinished.</summary>
    public int QueueLength { get; set; } = 10_000;

    /// <summary>Organisations without rate and plan limits; the local host's own is one of them.</summary>
    public IList<string> UnlimitedOrganisations { get; } = ["development"];

    /// <summary>
    /// The organisation that requests without a key act for, on the surfaces whose clients cannot send one; null refuses them with 401.
    /// </summary>
    public string? AnonymousOrganisation { get; set; }

    /// <summary>Items of a page when the client does not say.</summary>
    public int DefaultPageSize { get; set; } = 25;

    /// <summary>Most items of a page.</summary>
    public int MaxPageSize { get; set; } = 100;

    /// <summary>The word for a cancelled conversion: <c>cancelled</c>, or <c>failed</c> for clients that know no other end.</summary>
    public string CancelledWord { get; set; } = "cancelled";

    /// <summary><c>reject</c> or <c>ignore</c>: what happens to fields that no contract names.</summary>
    public string UnknownFields { get; set; } = "reject";

    /// <summary>
    /// Encoding inside the <c>.usd</c> of conversions that do not ask for one: <c>crate</c> or <c>text</c>. A job keeps the setting that
    /// it was submitted under.
    /// </summary>
    public UsdFormat UsdFormat { get; set; } = UsdFormat.Crate;

    /// <summary>Base of the absolute URLs in replies, for a service behind a proxy; null takes the request's own.</summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>Put before the names of the containers, for several installations in one storage account.</summary>
    public string ContainerPrefix { get; set; } = "";

    /// <summary>Credits granted to the development organisation when the local host makes it.</summary>
    public int DevelopmentCredits { get; set; } = 10_000;

    /// <summary>The Jobnik surface.</summary>
    public JobnikOptions Jobnik { get; } = new();

    /// <summary>Workers, their claims and leases.</summary>
    public WorkerOptions Workers { get; } = new();

    /// <summary>Simulation studies and their runners.</summary>
    public LynxOptions Lynx { get; } = new();

    /// <summary>Webhooks.</summary>
    public WebhookOptions Webhooks { get; } = new();

    /// <summary>Batches.</summary>
    public BatchOptions Batches { get; } = new();

    /// <summary>Azure Event Grid.</summary>
    public EventGridOptions EventGrid { get; } = new();

    /// <summary>All limits of reading models, those of archives included.</summary>
    internal ModelReaderLimits ReaderLimits => ModelReaderLimits.Default with
    {
        MaxVertices = Models.MaxVertices,
        MaxTriangles = Models.MaxTriangles,
        MaxNodes = Models.MaxNodes,
        MaxTextureSide = Models.MaxTextureSide,
        MaxTexturePixels = Models.MaxTexturePixels,
        MaxExpandedBytes = Models.MaxExpandedBytes,
        MaxArchiveEntries = MaxArchiveEntries,
        MaxUnpackedBytes = MaxUnpackedBytes,
        MaxArchiveRatio = MaxRatio,
    };

    /// <summary>The retry policy of stages, where nothing else is said.</summary>
    internal RetryPolicy StageRetry => new(
        StageMaxAttempts,
        TimeSpan.FromSeconds(RetryFirstDelaySeconds),
        RetryFactor,
        TimeSpan.FromSeconds(RetryMaxDelaySeconds));

    /// <summary>Whether rate and plan limits leave an organisation alone.</summary>
    internal bool IsUnlimited(string organisationId) => UnlimitedOrganisations.Contains(organisationId);

    /// <summary>The most runs that the plan lets an organisation's runners have under way; null for no limit.</summary>
    internal int? ConcurrentRunsOf(string organisationId) =>
        Lynx.ConcurrentRuns > 0 && !IsUnlimited(organisationId) ? Lynx.ConcurrentRuns : null;

    /// <summary>The price of a job type in credits.</summary>
    internal int PriceOf(string jobType) => Prices.GetValueOrDefault(jobType);

    /// <summary>The deadline of a job type, or null.</summary>
    internal TimeSpan? TimeoutOf(string jobType) =>
        JobTimeoutSeconds.TryGetValue(jobType, out int seconds) ? TimeSpan.FromSeconds(seconds) : null;
}
