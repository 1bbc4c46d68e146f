using Kiln.Cli.Conversions;

namespace Kiln.Cli.Tests.Fakes;

/// <summary>Runs the command line in this process, in a directory of its own.</summary>
internal sealed class CommandLineHarness : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("kiln-cli-");
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    public string Out => _out.ToString();

    public string Error => _error.ToString();

    /// <summary>A path in the directory.</summary>
    public string PathOf(params string[] names) => Path.Combine([_directory.FullName, .. names]);

    /// <summary>Makes a file in the directory and returns its path.</summary>
    public string File(string name, byte[] content)
    {
        System.IO.File.WriteAllBytes(PathOf(name), content);
        return PathOf(name);
    }

    public Task<int> RunAsync(params string[] args) => RunAsync(CancellationToken.None, args);

    public Task<int> RunAsync(CancellationToken interrupt, params string[] args) => KilnCommandLine.RunAsync(
        args, new CommandOutput(_out, _error, new PlainProgressDisplay(_out, TimeProvider.System)), interrupt);

    public void Dispose() => _directory.Delete(recursive: true);
}
