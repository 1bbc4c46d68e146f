using Kiln.Client.Batches;
using Kiln.Client.Conversions;
using Kiln.Client.Http;
using Kiln.Client.Jobs;
using Kiln.Client.Tasks;
using Kiln.Client.Uploads;

namespace Kiln.Client;

/// <summary>
/// A Kiln service. Refusals arrive as <see cref="KilnApiException"/>, a service that cannot be reached as
/// <see cref="HttpRequestException"/>. One instance serves any number of callers at once.
/// </summary>
public sealed class KilnClient : IDisposable
{
    private readonly ApiTransport _transport;

    /// <summary>Talks to a service.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="handler">Where requests go; null for the network.</param>
    public KilnClient(KilnClientOptions options, HttpMessageHandler? handler = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _transport = new ApiTransport(options, "api/", handler);
        Conversions = new ConversionsClient(_transport);
        Uploads = new UploadsClient(_transport);
        Jobs = new JobsClient(_transport);
        Batches = new BatchesClient(_transport);
        Tasks = new TasksClient(_transport);
    }

    /// <summary>Conversions of model files.</summary>
    public ConversionsClient Conversions { get; }

    /// <summary>Large files.</summary>
    public UploadsClient Uploads { get; }

    /// <summary>Jobs of every kind.</summary>
    public JobsClient Jobs { get; }

    /// <summary>Many jobs at once.</summary>
    public BatchesClient Batches { get; }

    /// <summary>Tasks, as workers see them.</summary>
    public TasksClient Tasks { get; }

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();
}
