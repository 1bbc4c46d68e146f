using System.Diagnostics;
using System.Runtime.InteropServices;
using Kiln.Checkers;

namespace Kiln.Benchmarks.Geometry;

/// <summary>Another project's code, run by a script of this folder in Node on arrays that pass through files.</summary>
internal sealed class NodePeer : IDisposable
{
    private readonly DirectoryInfo _work = Directory.CreateTempSubdirectory("kiln-bench-");

    public void Write<T>(string name, T[] values)
        where T : unmanaged => File.WriteAllBytes(Path.Combine(_work.FullName, name), MemoryMarshal.AsBytes<T>(values));

    public T[] Read<T>(string name)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(File.ReadAllBytes(Path.Combine(_work.FullName, name))).ToArray();

    public string ReadText(string name) => File.ReadAllText(Path.Combine(_work.FullName, name));

    /// <summary>Runs a script with the folder of the npm packages, the folder of the arrays and more arguments.</summary>
    /// <returns>The words that it prints.</returns>
    public async Task<string[]> RunAsync(string script, params string[] arguments)
    {
        string packages = await ValidatorsFolder.EnsureInstalledAsync();
        string path = Path.Combine(AppContext.BaseDirectory, "Geometry", script);
        var start = new ProcessStartInfo("node", [path, packages, _work.FullName, .. arguments]) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string answer = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? answer.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            : throw new InvalidOperationException($"{script} ended with exit code {process.ExitCode}; its errors are above.");
    }

    public void Dispose() => _work.Delete(recursive: true);
}
