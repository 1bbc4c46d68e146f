using Kiln.LocalHost.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Kiln.LocalHost.Hosting;

/// <summary>What the local host logs, and where to.</summary>
internal static class HostLogging
{
    /// <summary>
    /// Logs to the standard error. Levels: Information, and Warning for the framework, unless <c>logging</c> of host.json or the
    /// section <c>Logging</c> of the settings says otherwise.
    /// </summary>
    public static void Configure(ILoggingBuilder logging, IConfiguration configuration)
    {
        logging.AddFilter(null, LogLevel.Information)
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("System", LogLevel.Warning)
            .AddConfiguration(configuration.GetSection($"{HostJson.Section}:logging"))
            .AddConfiguration(configuration.GetSection("Logging"))
            .AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            });
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
