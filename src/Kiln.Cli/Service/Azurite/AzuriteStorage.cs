using System.ComponentModel;
using System.Diagnostics;

namespace Kiln.Cli.Service.Azurite;

/// <summary>
/// The storage account that a service keeps its documents and content in under <c>--storage azurite</c>: the one that
/// <c>AzureWebJobsStorage</c> in the environment names, else the emulator that runs on its usual port, else one of its own on a free
/// port, which ends with this command and keeps its data in the data directory.
/// </summary>
internal sealed class AzuriteStorage : IAsyncDisposable
{
    private const string Variable = "AzureWebJobsStorage";
    private const string Ready = "successfully listens on ";

    /// <summary>The emulator's published account.</summary>
    private const string Account = "devstoreaccount1";

    private const string AccountKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly Uri UsualEndpoint = new("http://127.0.0.1:10000");

    private readonly Process? _process;
    private readonly FileStream? _lock;

    private AzuriteStorage(string description, IReadOnlyList<string> settings, Process? process = null, FileStream? @lock = null)
    {
        Description = description;
        Settings = settings;
        _process = process;
        _lock = @lock;
    }

    /// <summary>Which account it is, for people.</summary>
    public string Description { get; }

    /// <summary>The service's arguments that choose the account.</summary>
    public IReadOnlyList<string> Settings { get; }

    /// <summary>Finds or starts the account; null when the options ask for none.</summary>
    /// <exception cref="CommandFailedException">The emulator cannot be installed or started.</exception>
    public static async Task<AzuriteStorage?> OpenAsync(ServiceOptions options, CancellationToken cancellationToken)
    {
        if (!options.OnAzurite)
        {
            return null;
        }

        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 })
        {
            return new AzuriteStorage($"the account of {Variable}", Choosing(null));
        }

        return await RunsAsync(UsualEndpoint, cancellationToken).ConfigureAwait(false)
            ? new AzuriteStorage($"Azurite at {UsualEndpoint}{Account}", Choosing("UseDevelopmentStorage=true"))
            : await StartAsync(Path.Combine(options.DataDirectory, "azurite"), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            // The emulator ends with its standard input, after it has written what it holds in memory.
            _process.StandardInput.Close();
            await _process.WaitForExitAsync().ConfigureAwait(false);
            _process.Dispose();
        }

        if (_lock is not null)
        {
            await _lock.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static string[] Choosing(string? connection) =>
        connection is null ? ["--Kiln:Storage=azure"] : ["--Kiln:Storage=azure", $"--{Variable}={connection}"];

    private static async Task<bool> RunsAsync(Uri endpoint, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        try
        {
            using var reply = await http.GetAsync(new Uri(endpoint, Account), cancellationToken).ConfigureAwait(false);
            return reply.Headers.Server.ToString().StartsWith("Azurite-Blob", StringComparison.Ordinal);
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }

    private static async Task<AzuriteStorage> StartAsync(string location, CancellationToken cancellationToken)
    {
        string program = await AzuriteInstallation.EnsureAsync(cancellationToken).ConfigureAwait(false);
        Directory.CreateDirectory(location);
        var only = Lock(location);
        try
        {
            string start = Path.Combine(program, "start.cjs");
            var process = Process.Start(OwnSession.StartInfo(
                "node", [start, "--blobPort", "0", "--location", location, "--skipApiVersionCheck", "--silent", "--disableTelemetry"]))!;
            string endpoint = await ReadEndpointAsync(process, cancellationToken).ConfigureAwait(false);
            return new AzuriteStorage(
                $"Azurite at {endpoint}",
                Choosing($"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={AccountKey};BlobEndpoint={endpoint};"),
                process,
                only);
        }
        catch (Exception fault)
        {
            await only.DisposeAsync().ConfigureAwait(false);
            throw fault is Win32Exception missing ? AzuriteInstallation.Missing(missing) : fault;
        }
    }

    /// <summary>One emulator for one folder: it holds its index in memory and would write over another's.</summary>
    private static FileStream Lock(string location)
    {
        try
        {
            return new FileStream(Path.Combine(location, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException fault)
        {
            throw new CommandFailedException(ExitCodes.ServiceUnavailable, $"Another command runs an emulator on {location}", fault);
        }
    }

    private static async Task<string> ReadEndpointAsync(Process process, CancellationToken cancellationToken)
    {
        // Both pipes are drained, or the emulator would stand still once one is full.
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        while (await process.StandardOutput.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (line.Split(Ready) is [_, var url])
            {
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
                return $"{url.Trim().TrimEnd('/')}/{Account}";
            }
        }

        throw new CommandFailedException(ExitCodes.ServiceUnavailable, $"Azurite ended before it listened:\n{await errors.ConfigureAwait(false)}");
    }
}
