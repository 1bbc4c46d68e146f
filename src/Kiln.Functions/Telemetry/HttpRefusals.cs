using System.Diagnostics.Metrics;
using Kiln.Functions.Http;
using Kiln.Storage.Telemetry;

namespace Kiln.Functions.Telemetry;

/// <summary>Counts the requests that were refused, by code.</summary>
internal static class HttpRefusals
{
    private static readonly Counter<long> Refusals = Instrumentation.Meter.CreateCounter<long>(
        "kiln.http.refusals", "{request}", "Requests answered with a problem document.");

    public static void Record(ApiException problem) => Refusals.Add(
        1, new(Instrumentation.ErrorType, problem.Code), new("http.response.status_code", problem.Status));
}
