using Kiln.LocalHost.Hosting;
using Kiln.LocalHost.Settings;
using Kiln.LocalHost.Tests.Hosting;
using Kiln.LocalHost.Tests.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kiln.LocalHost.Tests.Settings;

public sealed class LocalSettingsTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly string _variable = $"KILN_TEST_{Guid.NewGuid():N}";

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(_variable, null);
        _folder.Dispose();
    }

    [Fact]
    public void Values_become_environment_variables()
    {
        Write($$"""{ "IsEncrypted": false, "Values": { "{{_variable}}": 12, }, /* as Core Tools reads it */ }""");
        LocalSettings.Read(_folder.FullName).ApplyToEnvironment();
        Assert.Equal("12", Environment.GetEnvironmentVariable(_variable));
    }

    [Fact]
    public void The_environment_wins_over_values()
    {
        Environment.SetEnvironmentVariable(_variable, "environment");
        Write($$"""{ "Values": { "{{_variable}}": "file" } }""");
        LocalSettings.Read(_folder.FullName).ApplyToEnvironment();
        Assert.Equal("environment", Environment.GetEnvironmentVariable(_variable));
    }

    [Fact]
    public async Task The_app_reads_values_as_its_settings_with_sections_from_double_underscores()
    {
        string nested = $"{_variable}__Name";
        try
        {
            Directory.CreateDirectory(_folder.Place("app"));
            File.WriteAllText(_folder.Place("app/local.settings.json"), $$"""{ "Values": { "{{nested}}": "value" } }""");
            await using TestApp app = await TestApp.StartAsync(dataPath: _folder.FullName);
            Assert.Equal("value", app.Services.GetRequiredService<IConfiguration>()[$"{_variable}:Name"]);
        }
        finally
        {
            Environment.SetEnvironmentVariable(nested, null);
        }
    }

    [Fact]
    public void The_first_folder_with_a_file_is_read_and_none_means_empty()
    {
        using TemporaryDirectory empty = new();
        Write("""{ "Host": { "LocalHttpPort": 7072, "CORS": "*", "CORSCredentials": true } }""");
        LocalSettings.HostSection host = LocalSettings.Read(empty.FullName, _folder.FullName).Host!;
        Assert.Equal((7072, "*", true), (host.LocalHttpPort, host.Cors, host.CorsCredentials));
        Assert.Null(LocalSettings.Read(empty.FullName).Host);
    }

    [Theory]
    [InlineData("{", "cannot be read")]
    [InlineData("null", "holds null")]
    [InlineData("""{ "IsEncrypted": true }""", "is encrypted")]
    [InlineData("""{ "Values": { "A": { "B": 1 } } }""", "Values.A is Object, but settings are flat")]
    public void A_file_that_cannot_be_used_is_refused(string file, string reason)
    {
        Write(file);
        LocalHostException fault = Assert.Throws<LocalHostException>(() => LocalSettings.Read(_folder.FullName));
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
        Assert.Contains(_folder.FullName, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Browsers_of_the_named_origins_may_call()
    {
        Directory.CreateDirectory(_folder.Place("app"));
        File.WriteAllText(_folder.Place("app/local.settings.json"), """{ "Host": { "CORS": "https://a.example, https://b.example" } }""");
        await using TestApp app = await TestApp.StartAsync(dataPath: _folder.FullName);
        Assert.Equal("https://b.example", await AllowedOriginAsync(app, "https://b.example"));
        Assert.Null(await AllowedOriginAsync(app, "https://c.example"));
    }

    private static async Task<string?> AllowedOriginAsync(TestApp app, string origin)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/DefaultRoute") { Headers = { { "Origin", origin } } };
        using HttpResponseMessage response = await app.Client.SendAsync(request);
        return response.Headers.TryGetValues("Access-Control-Allow-Origin", out IEnumerable<string>? values) ? values.Single() : null;
    }

    private void Write(string content) => File.WriteAllText(_folder.Place(LocalSettings.FileName), content);
}
