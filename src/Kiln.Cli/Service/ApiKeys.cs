namespace Kiln.Cli.Service;

/// <summary>Finds the API key: the option, else <c>KILN_API_KEY</c>, else the development key of the data directory.</summary>
internal static class ApiKeys
{
    /// <summary>Environment variable that holds a key.</summary>
    public const string Variable = "KILN_API_KEY";

    /// <summary>The file that the local service writes its development key to.</summary>
    public static string DevelopmentKeyFile(string dataDirectory) => Path.Combine(dataDirectory, "development-key");

    /// <summary>The key for a service; null when there is none.</summary>
    public static string? Find(ServiceOptions options, Uri service)
    {
        if (options.ApiKey is not null)
        {
            return options.ApiKey;
        }

        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } key)
        {
            return key;
        }

        // The development key is this machine's own: it is never sent to another one.
        string file = DevelopmentKeyFile(options.DataDirectory);
        return service.IsLoopback && File.Exists(file) ? File.ReadAllText(file).Trim() : null;
    }
}
