using Kiln.Functions.Configuration;
using Kiln.Storage.Azure;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Hosts;

/// <summary>What the Azure host brings: documents and content in a storage account, the worker's HTTP limits, telemetry.</summary>
internal static class HostServices
{
    // What a multipart form has beside the file.
    private const long FormBytes = 1 << 20;

    public static void AddTo(FunctionsApplicationBuilder builder)
    {
        builder.Services.AddAzureStorage(AzureStorageSettings.From(builder.Configuration));

        // The worker's own server would cut bodies at 30 MB. What comes this far has passed the front end's limit.
        builder.Services.AddOptions<KestrelServerOptions>().Configure<IOptions<KilnOptions>>(
            (kestrel, kiln) => kestrel.Limits.MaxRequestBodySize = kiln.Value.MaxUploadBytes + FormBytes);
        HostTelemetry.AddTo(builder);
    }
}
