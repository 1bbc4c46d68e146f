using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Kiln.Storage.Tests.Azure;

/// <summary>
/// The blob emulator as a child process on a free port, with its data in memory; it ends with this process, however that ends.
/// </summary>
public sealed partial class AzuriteServer : IDisposable
{
    // The emulator's published account.
    private const string AccountKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private readonly Process _process;

    public AzuriteServer()
        : this([])
    {
    }

    internal AzuriteServer(string[] arguments)
    {
        string directory = AzuriteInstallation.Directory;
        ProcessStartInfo start = new("node")
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] options = ["start.cjs", "--blobPort", "0", "--inMemoryPersistence", "--skipApiVersionCheck", "--silent", "--disableTelemetry"];
        foreach (string argument in options.Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;

        // Both pipes are drained, or the emulator would stand still once one is full.
        _ = _process.StandardError.BaseStream.CopyToAsync(Stream.Null);
        Endpoint = ReadEndpoint();
        _ = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
    }

    /// <summary>The account's blob endpoint.</summary>
    public Uri Endpoint { get; }

    public string ConnectionString =>
        $"DefaultEndpointsProtocol={Endpoint.Scheme};AccountName=devstoreaccount1;AccountKey={AccountKey};BlobEndpoint={Endpoint};";

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.Kill();
        _process.Dispose();
    }

    private Uri ReadEndpoint()
    {
        List<string> output = [];
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            output.Add(line);
            if (ListeningPattern().Match(line) is { Success: true } match)
            {
                return new Uri($"{match.Groups[1].Value}/devstoreaccount1");
            }
        }

        throw new InvalidOperationException($"Azurite ended before it listened. Its output:\n{string.Join('\n', output)}");
    }

    [GeneratedRegex(@"successfully listens on (https?://\S+)")]
    private static partial Regex ListeningPattern();
}
