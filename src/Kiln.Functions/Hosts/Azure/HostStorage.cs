using Kiln.Functions.Configuration;
using Kiln.Storage.Azure;

namespace Kiln.Functions.Hosts;

/// <summary>Where the Azure host keeps documents and content: a storage account.</summary>
internal static class HostStorage
{
    public static void AddTo(FunctionsApplicationBuilder builder) => builder.Services.AddAzureStorage(AzureStorageSettings.From(builder.Configuration));
}
