using Azure.Monitor.OpenTelemetry.Exporter;
using Kiln.Storage.Telemetry;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Kiln.Functions.Hosts;

/// <summary>
/// Sends the worker's traces, metrics and logs to where the settings say: Application Insights
/// (<c>APPLICATIONINSIGHTS_CONNECTION_STRING</c>), any collector (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c>), both or none. The host's own
/// follow the same settings, by <c>telemetryMode</c> in host.json.
/// </summary>
internal static class HostTelemetry
{
    public static void AddTo(FunctionsApplicationBuilder builder)
    {
        bool toMonitor = IsSet("APPLICATIONINSIGHTS_CONNECTION_STRING");
        bool toCollector = IsSet("OTEL_EXPORTER_OTLP_ENDPOINT");
        if (!toMonitor && !toCollector)
        {
            return;
        }

        OpenTelemetryBuilder telemetry = builder.Services.AddOpenTelemetry();
        telemetry.UseFunctionsWorkerDefaults();
        telemetry.WithTracing(traces => traces.AddSource(Instrumentation.Name))
            .WithMetrics(metrics => metrics.AddMeter(Instrumentation.Name));
        if (toMonitor)
        {
            telemetry.UseAzureMonitorExporter();
        }

        if (toCollector)
        {
            telemetry.UseOtlpExporter();
        }

        bool IsSet(string setting) => !string.IsNullOrEmpty(builder.Configuration[setting]);
    }
}
