using System.Globalization;
using System.Text.RegularExpressions;
using Kiln.LocalHost.Hosting;
using Microsoft.Extensions.Configuration;

namespace Kiln.LocalHost.Settings;

/// <summary>What the local host obeys of <c>host.json</c>, checked.</summary>
/// <param name="RoutePrefix">The first segments of every function's route, without slashes at the ends; may be empty.</param>
/// <param name="FunctionTimeout">How long an invocation may run; null for as long as it likes.</param>
/// <param name="HubName">The task hub of the durable functions.</param>
/// <param name="ConnectionName">The name that management URLs give for the hub's connection.</param>
/// <param name="DefaultVersion">The version stamped on new orchestrations; null for none.</param>
/// <param name="MaxConcurrentActivityFunctions">How many activities run at once.</param>
/// <param name="MaxConcurrentOrchestratorFunctions">How many orchestrators run at once.</param>
internal sealed partial record HostSettings(
    string RoutePrefix,
    TimeSpan? FunctionTimeout,
    string HubName,
    string ConnectionName,
    string? DefaultVersion,
    int MaxConcurrentActivityFunctions,
    int MaxConcurrentOrchestratorFunctions)
{
    private static readonly TimeSpan DefaultFunctionTimeout = TimeSpan.FromMinutes(30);

    // Beyond this the runtime's timers overflow.
    private static readonly TimeSpan LongestFunctionTimeout = TimeSpan.FromDays(30);

    /// <summary>Reads the settings; throws <see cref="LocalHostException"/> naming the setting that is wrong.</summary>
    public static HostSettings Read(IConfiguration configuration, AppSettings settings)
    {
        IConfigurationSection host = configuration.GetSection(HostJson.Section);
        IConfigurationSection durable = host.GetSection("extensions:durableTask");
        string hub = settings.Expand(durable["hubName"] ?? "TestHubName", "extensions.durableTask.hubName");
        if (!HubNamePattern().IsMatch(hub))
        {
            throw new LocalHostException(
                $"host.json: extensions.durableTask.hubName is '{hub}', but a hub name is 3 to 45 letters and digits.");
        }

        return new HostSettings(
            (host["extensions:http:routePrefix"] ?? "api").Trim('/'),
            ReadTimeout(host["functionTimeout"]),
            hub,
            durable["storageProvider:connectionName"] ?? "Storage",
            durable["defaultVersion"],
            ReadCount(durable, "maxConcurrentActivityFunctions"),
            ReadCount(durable, "maxConcurrentOrchestratorFunctions"));
    }

    private static TimeSpan? ReadTimeout(string? text)
    {
        if (text is null)
        {
            return DefaultFunctionTimeout;
        }

        if (text == "-1")
        {
            return null;
        }

        return TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out TimeSpan timeout)
            && timeout > TimeSpan.Zero && timeout <= LongestFunctionTimeout
            ? timeout
            : throw new LocalHostException(
                $"host.json: functionTimeout is '{text}', but it must be a time span of at most 30 days such as \"00:30:00\", or \"-1\" for none.");
    }

    private static int ReadCount(IConfigurationSection durable, string name)
    {
        if (durable[name] is not { } text)
        {
            return 10 * Environment.ProcessorCount;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0
            ? count
            : throw new LocalHostException(
                $"host.json: extensions.durableTask.{name} is '{text}', but it must be a whole number of at least 1.");
    }

    [GeneratedRegex("^[A-Za-z0-9]{3,45}$")]
    private static partial Regex HubNamePattern();
}
