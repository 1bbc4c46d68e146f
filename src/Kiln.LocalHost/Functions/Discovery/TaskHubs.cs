using System.Reflection;
using Kiln.LocalHost.Hosting;
using Kiln.LocalHost.Settings;

namespace Kiln.LocalHost.Functions.Discovery;

/// <summary>Holds the app to the one task hub that the local host has.</summary>
internal static class TaskHubs
{
    /// <summary>Throws <see cref="LocalHostException"/> when a durable client names another hub than host.json.</summary>
    public static void Check(FunctionCatalog catalog, HostSettings settings, AppSettings appSettings)
    {
        foreach (FunctionDescriptor function in catalog.Functions)
        {
            foreach (ParameterBinding binding in function.Bindings)
            {
                if (binding.Parameter.GetCustomAttribute<DurableClientAttribute>()?.TaskHub is { } named
                    && appSettings.Expand(named, $"The task hub of {function}") is var hub
                    && !string.Equals(hub, settings.HubName, StringComparison.OrdinalIgnoreCase))
                {
                    throw new LocalHostException(
                        $"The durable client of {function} names the task hub '{hub}', but this host has one hub, '{settings.HubName}'.");
                }
            }
        }
    }
}
