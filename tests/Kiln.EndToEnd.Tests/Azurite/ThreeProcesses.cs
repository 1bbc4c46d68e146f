using Kiln.EndToEnd.Tests.Harness;

namespace Kiln.EndToEnd.Tests.Azurite;

/// <summary>
/// Three app processes on one storage account: the command line's, which brings the storage emulator with it, and two of the app alone.
/// </summary>
internal sealed class ThreeProcesses(params string[] settings)
{
    private const string ListeningPrefix = "Kiln is listening on ";
    private const string StoragePrefix = "storage   Azurite at ";

    /// <summary>The emulator's published account.</summary>
    private const string EmulatorAccount = "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;"
        + "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;BlobEndpoint=";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("kiln-e2e-several-");
    private CommandLineRun? _run;
    private KilnApi? _first;
    private KilnService? _second;
    private KilnService? _third;

    /// <summary>The storage account, as a connection string.</summary>
    public string Account { get; private set; } = "";

    /// <summary>The key that the first process was given; good at all of them.</summary>
    public string Key { get; private set; } = "";

    public KilnApi First => _first!;

    public KilnService Second => _second!;

    public KilnService Third => _third!;

    /// <summary>Starts them, the first without the settings.</summary>
    public async Task StartAsync()
    {
        if (TestTarget.RemoteUrl is not null)
        {
            return;
        }

        _run = CommandLineRun.Start(
            _directory.FullName, "serve", "--data", _directory.FullName, "--storage", "azurite", "--urls", "http://127.0.0.1:0");
        string url = await _run.WaitForLineAsync(ListeningPrefix);
        string storage = await _run.WaitForLineAsync(StoragePrefix);
        Key = (await File.ReadAllTextAsync(Path.Combine(_directory.FullName, "development-key"))).Trim();
        _first = new KilnApi(new Uri(url[ListeningPrefix.Length..].Trim()), Key);

        Account = $"{EmulatorAccount}{storage[(storage.IndexOf(StoragePrefix, StringComparison.Ordinal) + StoragePrefix.Length)..].Trim()};";
        string[] all = ["--Kiln:Storage=azure", $"--AzureWebJobsStorage={Account}", .. settings];
        _second = await KilnService.StartAsync(all);
        _third = await KilnService.StartAsync(all);
    }

    /// <summary>Ends them and removes what they kept.</summary>
    public async Task StopAsync()
    {
        _first?.Dispose();
        foreach (KilnService service in ((KilnService?[])[_second, _third]).OfType<KilnService>())
        {
            await service.DisposeAsync();
        }

        if (_run is not null)
        {
            await _run.SignalAsync("TERM");
            await _run.FinishAsync();
            _run.Dispose();
        }

        _directory.Delete(recursive: true);
    }
}
