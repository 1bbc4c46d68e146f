using System.Text.Json;
using System.Text.RegularExpressions;

namespace Kiln.Infra.Tests.Settings;

/// <summary>The files that operators edit hold only settings that somebody reads: the app's code, or the Functions host.</summary>
public sealed partial class SettingsFilesTests
{
    /// <summary>Read by the Functions host and its durable extension on Azure, beside what the local host reads.</summary>
    private static readonly string[] ReadByTheFunctionsHost =
    [
        "version",
        "functionTimeout",
        "telemetryMode",
        "extensions.http.routePrefix",
        "extensions.durableTask.hubName",
        "extensions.durableTask.defaultVersion",
        "extensions.durableTask.storageProvider.type",
        "extensions.durableTask.storageProvider.connectionName",
        "extensions.durableTask.storageProvider.partitionCount",
        "extensions.durableTask.storageProvider.maxQueuePollingInterval",
        "extensions.durableTask.maxConcurrentActivityFunctions",
        "extensions.durableTask.maxConcurrentOrchestratorFunctions",
        "extensions.durableTask.useGracefulShutdown",
    ];

    private static readonly string[] AppSettings =
    [
        "FUNCTIONS_WORKER_RUNTIME", "AzureWebJobsStorage", "APPLICATIONINSIGHTS_CONNECTION_STRING", "OTEL_EXPORTER_OTLP_ENDPOINT",
        "AzureWebJobsStorage__accountName", "AzureWebJobsStorage__credential", "AzureWebJobsStorage__clientId",
    ];

    [Fact]
    public void Host_json_holds_only_settings_that_are_read()
    {
        using JsonDocument file = JsonDocument.Parse(File.ReadAllBytes(Repository.PathOf("host.json")));

        Assert.Empty(Leaves(file.RootElement, "").Except(ReadByTheFunctionsHost));
        Assert.Equal("2.0", file.RootElement.GetProperty("version").GetString());
    }

    [Fact]
    public void The_hub_and_its_limits_are_legal_on_azure()
    {
        using JsonDocument file = JsonDocument.Parse(File.ReadAllBytes(Repository.PathOf("host.json")));
        JsonElement durable = file.RootElement.GetProperty("extensions").GetProperty("durableTask");

        Assert.Matches("^[A-Za-z][A-Za-z0-9]{2,44}$", durable.GetProperty("hubName").GetString()!);
        Assert.InRange(durable.GetProperty("storageProvider").GetProperty("partitionCount").GetInt32(), 1, 16);
    }

    [Fact]
    public void The_settings_sample_holds_only_settings_that_are_read()
    {
        using JsonDocument file = JsonDocument.Parse(File.ReadAllBytes(Repository.PathOf("local.settings.sample.json")));

        Assert.False(file.RootElement.GetProperty("IsEncrypted").GetBoolean());
        Assert.Empty(file.RootElement.EnumerateObject().Select(member => member.Name).Except(["IsEncrypted", "Values", "Host"]));
        Assert.Empty(file.RootElement.GetProperty("Host").EnumerateObject().Select(member => member.Name).Except(["LocalHttpPort", "CORS"]));
        Assert.DoesNotContain(file.RootElement.GetProperty("Values").EnumerateObject(), member => !IsRead(member.Name));
    }

    [Fact]
    public void Deployed_app_settings_are_read()
    {
        string template = File.ReadAllText(Repository.PathOf("infra", "modules", "settings.bicep"));
        string[] names = [.. SettingPattern().Matches(template).Select(match => match.Groups[1].Value)];

        Assert.NotEmpty(names);
        Assert.DoesNotContain(names, name => !IsRead(name));
    }

    /// <summary>A setting of ours must name a member of the options, section by section; the other names are the platform's.</summary>
    private static bool IsRead(string name) => AppSettings.Contains(name)
        || (name.Split("__") is ["Kiln", .. var path] && path.Length > 0 && IsMember("KilnOptions", path));

    private static bool IsMember(string type, ReadOnlySpan<string> path)
    {
        string file = Directory.GetFiles(Repository.PathOf("src", "Kiln.Functions"), $"{type}.cs", SearchOption.AllDirectories).Single();
        Match member = Regex.Match(File.ReadAllText(file), $@"public (\S+) {Regex.Escape(path[0])} {{ get;");
        bool isList = member.Groups[1].Value.StartsWith("IList<", StringComparison.Ordinal);
        return member.Success && path.Length switch
        {
            1 => !isList,
            2 when isList => int.TryParse(path[1], out _),
            _ => IsMember(member.Groups[1].Value, path[1..]),
        };
    }

    private static IEnumerable<string> Leaves(JsonElement element, string prefix) => element.EnumerateObject().SelectMany(member =>
        member.Value.ValueKind == JsonValueKind.Object ? Leaves(member.Value, $"{prefix}{member.Name}.") : [prefix + member.Name]);

    [GeneratedRegex(@"name: '([A-Za-z0-9_]+)'")]
    private static partial Regex SettingPattern();
}
