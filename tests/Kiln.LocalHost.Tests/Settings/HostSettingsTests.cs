using Kiln.LocalHost.Hosting;
using Kiln.LocalHost.Settings;
using Kiln.LocalHost.Tests.Storage;
using Microsoft.Extensions.Configuration;

namespace Kiln.LocalHost.Tests.Settings;

public sealed class HostSettingsTests : IDisposable
{
    private readonly TemporaryDirectory _app = new();

    public void Dispose() => _app.Dispose();

    [Fact]
    public void Without_a_file_the_documented_defaults_hold()
    {
        HostSettings settings = Read(null);
        Assert.Equal("api", settings.RoutePrefix);
        Assert.Equal(TimeSpan.FromMinutes(30), settings.FunctionTimeout);
        Assert.Equal(("TestHubName", "Storage"), (settings.HubName, settings.ConnectionName));
        Assert.Equal(10 * Environment.ProcessorCount, settings.MaxConcurrentActivityFunctions);
        Assert.Equal(10 * Environment.ProcessorCount, settings.MaxConcurrentOrchestratorFunctions);
        Assert.Null(settings.DefaultVersion);
    }

    [Fact]
    public void Everything_the_file_states_is_obeyed()
    {
        HostSettings settings = Read("""
            {
              // Comments are allowed, as the official host allows them.
              "version": "2.0",
              "functionTimeout": "1.02:03:04",
              "extensions": {
                "http": { "routePrefix": "/v1/" },
                "durableTask": {
                  "hubName": "hub%STAGE%",
                  "defaultVersion": "2.1",
                  "storageProvider": { "connectionName": "MyStorage" },
                  "maxConcurrentActivityFunctions": 3,
                  "maxConcurrentOrchestratorFunctions": 5,
                },
              },
            }
            """);
        Assert.Equal(
            new HostSettings("v1", new TimeSpan(1, 2, 3, 4), "hubprod", "MyStorage", "2.1", 3, 5),
            settings);
    }

    [Fact]
    public void A_function_timeout_of_minus_one_means_none() =>
        Assert.Null(Read("""{ "version": "2.0", "functionTimeout": "-1" }""").FunctionTimeout);

    [Theory]
    [InlineData("{ ", "is not valid JSON")]
    [InlineData("{}", "must state \"version\": \"2.0\", but it states none")]
    [InlineData("""{ "version": "1.0" }""", "must state \"version\": \"2.0\", but it states 1.0")]
    [InlineData("""{ "version": "2.0", "functionTimeout": "soon" }""", "functionTimeout is 'soon'")]
    [InlineData("""{ "version": "2.0", "functionTimeout": "-00:01:00" }""", "functionTimeout is '-00:01:00'")]
    [InlineData("""{ "version": "2.0", "functionTimeout": "31.00:00:00" }""", "a time span of at most 30 days")]
    [InlineData("""{ "version": "2.0", "extensions": { "durableTask": { "hubName": "my-hub" } } }""", "hubName is 'my-hub'")]
    [InlineData("""{ "version": "2.0", "extensions": { "durableTask": { "hubName": "%NOT_THERE%" } } }""", "no setting 'NOT_THERE'")]
    [InlineData(
        """{ "version": "2.0", "extensions": { "durableTask": { "maxConcurrentActivityFunctions": 0 } } }""",
        "maxConcurrentActivityFunctions is '0'")]
    public void A_setting_that_cannot_be_obeyed_is_refused_by_name(string file, string reason) =>
        Assert.Contains(reason, Assert.Throws<LocalHostException>(() => Read(file)).Message, StringComparison.Ordinal);

    private HostSettings Read(string? file)
    {
        if (file is not null)
        {
            File.WriteAllText(_app.Place("host.json"), file);
        }

        ConfigurationBuilder builder = new();
        HostJson.AddTo(builder, _app.FullName);
        IConfigurationRoot configuration = builder.AddInMemoryCollection([KeyValuePair.Create("STAGE", (string?)"prod")]).Build();
        return HostSettings.Read(configuration, new AppSettings(configuration));
    }
}
