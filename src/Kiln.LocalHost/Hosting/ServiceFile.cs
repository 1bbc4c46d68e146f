using System.Text.Json;

namespace Kiln.LocalHost.Hosting;

/// <summary>
/// The file <c>service.json</c> of the data directory, which tells other processes where the service listens. It is there only while
/// the service is; after a hard stop it is stale, which its process id gives away.
/// </summary>
/// <param name="dataPath">The data directory.</param>
internal sealed class ServiceFile(string dataPath)
{
    private readonly string _path = Path.Combine(dataPath, "service.json");

    /// <summary>Writes the file.</summary>
    public void Write(Uri url, DateTimeOffset startedAt)
    {
        ServiceFileContent content = new(url.AbsoluteUri.TrimEnd('/'), Environment.ProcessId, startedAt);
        AtomicFile.Write(_path, JsonSerializer.SerializeToUtf8Bytes(content, ServiceFileJsonContext.Default.ServiceFileContent));
    }

    /// <summary>Removes the file.</summary>
    public void Delete() => File.Delete(_path);
}
