namespace Kiln.Cli.Service;

/// <summary>Which service a command talks to.</summary>
/// <param name="Server">The service's root URL; null to use the one of the data directory.</param>
/// <param name="ApiKey">The key given on the command line, or null.</param>
/// <param name="DataDirectory">Absolute path of the data directory of the embedded service.</param>
/// <param name="OnAzurite">True when a service that is started keeps documents and content in the Azure storage emulator.</param>
internal sealed record ServiceOptions(Uri? Server, string? ApiKey, string DataDirectory, bool OnAzurite = false);
