using Kiln.Client;
using Kiln.Cli.Service.Azurite;

namespace Kiln.Cli.Service;

/// <summary>A service to talk to: a named one, the running one of a data directory, or one started for this command.</summary>
internal sealed class ServiceConnection : IAsyncDisposable
{
    private const string FreePort = "http://127.0.0.1:0";
    private const int StartTries = 3;

    private readonly EmbeddedService? _embedded;
    private readonly AzuriteStorage? _storage;

    private ServiceConnection(Uri url, string? apiKey, EmbeddedService? embedded, AzuriteStorage? storage)
    {
        _embedded = embedded;
        _storage = storage;
        Url = url;
        Client = new KilnClient(new KilnClientOptions { ServiceUrl = url, ApiKey = apiKey, ClientName = "kiln-cli" });
    }

    /// <summary>The service's root URL.</summary>
    public Uri Url { get; }

    /// <summary>The client of its API.</summary>
    public KilnClient Client { get; }

    /// <summary>Finds or starts the service.</summary>
    /// <exception cref="CommandFailedException">It cannot be started.</exception>
    public static async Task<ServiceConnection> OpenAsync(ServiceOptions options, CancellationToken cancellationToken)
    {
        if (options.Server is { } named)
        {
            return To(named);
        }

        for (int attempt = 1; ; attempt++)
        {
            if (await RunningAsync(options, cancellationToken).ConfigureAwait(false) is { } running)
            {
                return To(running);
            }

            AzuriteStorage? storage = null;
            try
            {
                storage = await AzuriteStorage.OpenAsync(options, cancellationToken).ConfigureAwait(false);
                var embedded = await EmbeddedService.StartAsync(options.DataDirectory, FreePort, storage?.Settings ?? [], cancellationToken)
                    .ConfigureAwait(false);
                return To(embedded.Url, embedded, storage);
            }
            catch (Exception fault)
            {
                await CloseAsync(storage).ConfigureAwait(false);
                if (fault is not CommandFailedException || attempt == StartTries)
                {
                    throw;
                }

                // Another command may have started one on this data directory at the same moment: only one can have it,
                // and it writes down where it is only when it listens.
            }
        }

        ServiceConnection To(Uri url, EmbeddedService? embedded = null, AzuriteStorage? storage = null) =>
            new(url, ApiKeys.Find(options, url), embedded, storage);
    }

    /// <summary>The URL of the service that runs on the data directory; null when none does.</summary>
    public static async Task<Uri?> RunningAsync(ServiceOptions options, CancellationToken cancellationToken) =>
        ServiceFile.Read(options.DataDirectory) is { } file && await file.IsAliveAsync(cancellationToken).ConfigureAwait(false)
            ? file.Url
            : null;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_embedded is not null)
        {
            await _embedded.DisposeAsync().ConfigureAwait(false);
        }

        await CloseAsync(_storage).ConfigureAwait(false);
    }

    private static ValueTask CloseAsync(AzuriteStorage? storage) => storage?.DisposeAsync() ?? ValueTask.CompletedTask;
}
