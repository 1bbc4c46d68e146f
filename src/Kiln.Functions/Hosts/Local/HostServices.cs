using Kiln.LocalHost.Storage;
using Kiln.Functions.Configuration;
using Kiln.Storage.Azure;

namespace Kiln.Functions.Hosts;

/// <summary>
/// What the local host brings: the place of documents and content, which is the data directory, or an Azure storage account
/// (Azurite, for one) when the setting <c>Kiln:Storage</c> says <c>azure</c>; a development organisation;
/// and telemetry to a collector.
/// </summary>
internal static class HostServices
{
    public static void AddTo(FunctionsApplicationBuilder builder)
    {
        if (string.Equals(builder.Configuration["Kiln:Storage"], "azure", StringComparison.OrdinalIgnoreCase))
        {
            builder.Services.AddAzureStorage(AzureStorageSettings.From(builder.Configuration));
        }
        else
        {
            builder.Services.AddLocalStorage();
        }

        builder.Services.AddHostedService<TelemetryExport>();
        builder.Services.AddHostedService<DevelopmentAccess>();
    }
}
