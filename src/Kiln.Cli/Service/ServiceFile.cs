using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kiln.Cli.Service;

/// <summary>What a running service writes into its data directory, and removes when it stops in good order.</summary>
internal sealed record ServiceFile([property: JsonRequired] Uri Url, [property: JsonRequired] int Pid)
{
    /// <summary>The file of a data directory; null when none is there or it is not whole.</summary>
    public static ServiceFile? Read(string dataDirectory)
    {
        try
        {
            return JsonSerializer.Deserialize(
                File.ReadAllBytes(Path.Combine(dataDirectory, "service.json")), ServiceFileJson.Default.ServiceFile);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// True when the process that wrote the file still runs and answers at its URL: after a crash the file stays, and its
    /// process id may by now be somebody else's.
    /// </summary>
    public async Task<bool> IsAliveAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var process = Process.GetProcessById(Pid);
        }
        catch (ArgumentException)
        {
            return false;
        }

        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            using var response = await http.GetAsync(new Uri(Url, "api/health"), cancellationToken).ConfigureAwait(false);
            return response.IsSuccessStatusCode;
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }
}

/// <summary>Serializer of <see cref="ServiceFile"/>.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ServiceFile))]
internal sealed partial class ServiceFileJson : JsonSerializerContext;
