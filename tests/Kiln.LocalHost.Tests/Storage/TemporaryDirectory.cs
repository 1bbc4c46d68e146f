namespace Kiln.LocalHost.Tests.Storage;

/// <summary>A directory of one test's own, gone when the test ends.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public TemporaryDirectory() => FullName = Directory.CreateTempSubdirectory("kiln-storage-").FullName;

    public string FullName { get; }

    public string Place(string name) => Path.Combine(FullName, name);

    public void Dispose() => Directory.Delete(FullName, recursive: true);
}
