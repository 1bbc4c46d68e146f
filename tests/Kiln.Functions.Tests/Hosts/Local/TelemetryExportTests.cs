using System.Collections.Concurrent;
using System.Diagnostics;
using Kiln.Functions.Hosts;
using Kiln.Functions.Http;
using Kiln.Functions.Telemetry;
using Kiln.Storage.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Kiln.Functions.Tests.Hosts.Local;

public sealed class TelemetryExportTests
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Protocol = "OTEL_EXPORTER_OTLP_PROTOCOL";

    [Fact]
    public async Task Spans_and_measurements_reach_the_collector_by_the_time_the_service_has_stopped()
    {
        ConcurrentDictionary<string, long> received = [];
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using WebApplication collector = builder.Build();
        collector.MapPost("/v1/{signal}", async (string signal, HttpRequest request) =>
        {
            using MemoryStream body = new();
            await request.Body.CopyToAsync(body);
            received[signal] = body.Length;
        });
        await collector.StartAsync();
        Environment.SetEnvironmentVariable(Endpoint, collector.Urls.Single());
        Environment.SetEnvironmentVariable(Protocol, "http/protobuf");
        try
        {
            using TelemetryExport export = new();
            await export.StartAsync(CancellationToken.None);
            using (Activity? span = Instrumentation.Source.StartActivity("kiln.test"))
            {
                Assert.NotNull(span);
            }

            HttpRefusals.Record(new ApiException(404, "NOT_FOUND", "Not found"));
            await export.StopAsync(CancellationToken.None);
        }
        finally
        {
            Environment.SetEnvironmentVariable(Endpoint, null);
            Environment.SetEnvironmentVariable(Protocol, null);
        }

        Assert.True(received.GetValueOrDefault("traces") > 0, "No spans came");
        Assert.True(received.GetValueOrDefault("metrics") > 0, "No measurements came");
    }
}
