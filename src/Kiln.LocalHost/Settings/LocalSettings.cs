using System.Text.Json;
using System.Text.Json.Serialization;
using Kiln.LocalHost.Hosting;

namespace Kiln.LocalHost.Settings;

/// <summary>
/// The developer's <c>local.settings.json</c>, read as Azure Functions Core Tools reads it: <c>Values</c> become environment
/// variables of this process unless the environment already has them, and <c>Host</c> sets the port and CORS.
/// </summary>
/// <param name="IsEncrypted">Must be false: the local host has no key to decrypt with.</param>
/// <param name="Values">The app's settings; numbers and truth values are taken as their text.</param>
/// <param name="Host">What the host is told.</param>
internal sealed record LocalSettings(
    bool IsEncrypted, IReadOnlyDictionary<string, JsonElement>? Values, LocalSettings.HostSection? Host)
{
    /// <summary>The file's name.</summary>
    public const string FileName = "local.settings.json";

    /// <summary>What the file tells the host.</summary>
    /// <param name="LocalHttpPort">The port to listen on when no URL is named.</param>
    /// <param name="Cors">The origins that browsers may call from, separated by commas, or <c>*</c>.</param>
    /// <param name="CorsCredentials">Whether such calls may carry credentials.</param>
    internal sealed record HostSection(
        int? LocalHttpPort,
        [property: JsonPropertyName("CORS")] string? Cors,
        [property: JsonPropertyName("CORSCredentials")] bool CorsCredentials);

    /// <summary>
    /// Reads the file of the first folder that has one; empty settings when none has.
    /// </summary>
    /// <exception cref="LocalHostException">The file is no JSON, is encrypted, or holds values that are no scalars.</exception>
    public static LocalSettings Read(params ReadOnlySpan<string> folders)
    {
        foreach (string folder in folders)
        {
            string path = Path.Combine(folder, FileName);
            if (File.Exists(path))
            {
                return ReadFile(path);
            }
        }

        return new LocalSettings(false, null, null);
    }

    /// <summary>Sets the values the environment lacks; like Core Tools, the environment wins.</summary>
    public void ApplyToEnvironment()
    {
        foreach ((string name, JsonElement value) in Values ?? new Dictionary<string, JsonElement>())
        {
            if (Environment.GetEnvironmentVariable(name) is null)
            {
                Environment.SetEnvironmentVariable(name, value.ToString());
            }
        }
    }

    private static LocalSettings ReadFile(string path)
    {
        LocalSettings settings;
        try
        {
            using FileStream stream = File.OpenRead(path);
            settings = JsonSerializer.Deserialize(stream, LocalSettingsJsonContext.Default.LocalSettings)
                ?? throw new LocalHostException($"{path} holds null; it must hold an object with \"Values\".");
        }
        catch (JsonException fault)
        {
            throw new LocalHostException($"{path} cannot be read: {fault.Message}", fault);
        }

        if (settings.IsEncrypted)
        {
            throw new LocalHostException($"{path} is encrypted. Decrypt it with 'func settings decrypt' and set \"IsEncrypted\": false.");
        }

        foreach ((string name, JsonElement value) in settings.Values ?? new Dictionary<string, JsonElement>())
        {
            if (value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
            {
                throw new LocalHostException(
                    $"{path}: Values.{name} is {value.ValueKind}, but settings are flat: write nested names with two underscores.");
            }
        }

        return settings;
    }
}
