using System.Text.Json;
using Kiln.LocalHost.Hosting;
using Microsoft.Extensions.Configuration;

namespace Kiln.LocalHost.Settings;

/// <summary>
/// The app's <c>host.json</c> as configuration under <c>AzureFunctionsJobHost</c>, so that an app setting such as
/// <c>AzureFunctionsJobHost__extensions__http__routePrefix</c> overrides it, as on Azure.
/// </summary>
internal static class HostJson
{
    /// <summary>The section that host.json is read into.</summary>
    public const string Section = "AzureFunctionsJobHost";

    /// <summary>
    /// Adds the file of an app folder. An absent file means defaults; one that is no JSON, or of another version than 2.0, throws
    /// <see cref="LocalHostException"/>.
    /// </summary>
    public static void AddTo(IConfigurationBuilder configuration, string appDirectory)
    {
        string path = Path.Combine(appDirectory, "host.json");
        if (!File.Exists(path))
        {
            return;
        }

        IConfigurationRoot file;
        try
        {
            using FileStream stream = File.OpenRead(path);
            file = new ConfigurationBuilder().AddJsonStream(stream).Build();
        }
        catch (Exception fault) when (fault is JsonException or FormatException)
        {
            throw new LocalHostException($"{path} is not valid JSON: {fault.Message}", fault);
        }

        if (file["version"] is not "2.0")
        {
            throw new LocalHostException($"{path} must state \"version\": \"2.0\", but it states {file["version"] ?? "none"}.");
        }

        configuration.AddInMemoryCollection(
            file.AsEnumerable().Select(setting => KeyValuePair.Create($"{Section}:{setting.Key}", setting.Value)));
    }
}
