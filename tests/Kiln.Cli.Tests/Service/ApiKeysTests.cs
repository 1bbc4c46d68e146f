using Kiln.Cli.Service;

namespace Kiln.Cli.Tests.Service;

public sealed class ApiKeysTests : IDisposable
{
    private static readonly Uri Local = new("http://127.0.0.1:7071");
    private static readonly Uri Remote = new("https://kiln.example");

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("kiln-cli-");

    [Fact]
    public void The_option_wins()
    {
        WriteDevelopmentKey();

        Assert.Equal("given", ApiKeys.Find(Options("given"), Local));
    }

    [Fact]
    public void The_development_key_serves_this_machine_only()
    {
        WriteDevelopmentKey();

        Assert.Equal("development", ApiKeys.Find(Options(null), Local));
        Assert.Null(ApiKeys.Find(Options(null), Remote));
    }

    [Fact]
    public void Without_any_key_there_is_none() => Assert.Null(ApiKeys.Find(Options(null), Local));

    public void Dispose() => _data.Delete(recursive: true);

    private ServiceOptions Options(string? key) => new(null, key, _data.FullName);

    private void WriteDevelopmentKey() => File.WriteAllText(ApiKeys.DevelopmentKeyFile(_data.FullName), "development\n");
}
