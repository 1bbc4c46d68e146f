using System.Text.Json;
using Kiln.Functions.Access;
using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.Functions.Surfaces.Jobnik.Errors;
using Kiln.Functions.Surfaces.Jobnik.Payload;
using Kiln.Functions.Surfaces.Jobnik.Validation;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Kiln.Functions.Surfaces.Jobnik;

/// <summary>What every request of the surface passes first: who asks, then whether the request is well formed.</summary>
public sealed class JobnikGate(Authentication authentication, IOptions<KilnOptions> options)
{
    /// <summary>The request; refuses with 401 or 429, then with 413, 415 or 400, before anything is looked up.</summary>
    /// <param name="request">The request.</param>
    /// <param name="rules">What its query and body must be.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <param name="path">Its path parameters with their rules.</param>
    internal async Task<JobnikRequest> ReadAsync(
        HttpRequest request,
        RequestRules rules,
        CancellationToken cancellationToken,
        params (string Name, string Value, ScalarRule Rule)[] path)
    {
        Caller caller = await authentication.RequireOrAnonymousAsync(request, cancellationToken);
        RequireKnownQuery(request, rules);
        JsonElement body = default;
        if (rules.Body is not null)
        {
            body = RequestBody.IsPresent(request)
                ? await RequestBody.ReadAnyAsync(request, options.Value.Jobnik.MaxBodyBytes, cancellationToken)
                : Absent.Object;
        }

        List<string> faults = [];
        foreach ((string name, string value, ScalarRule rule) in path)
        {
            rule.CheckText(value, $"request/params/{name}", faults);
        }

        foreach ((string name, ScalarRule rule) in rules.Query.OrderBy(parameter => parameter.Key, StringComparer.Ordinal))
        {
            foreach (string? value in request.Query[name])
            {
                rule.CheckText(value ?? "", $"request/query/{name}", faults);
            }
        }

        rules.Body?.Check(body, "request/body", faults);
        return faults.Count == 0 ? new JobnikRequest(caller, request, body) : throw JobnikRefusals.Invalid(faults);
    }

    private static void RequireKnownQuery(HttpRequest request, RequestRules rules)
    {
        foreach ((string name, StringValues values) in request.Query)
        {
            string? fault = !rules.Query.ContainsKey(name) ? $"Unknown query parameter '{name}'"
                : values is [null or ""] ? $"Empty value found for query parameter '{name}'"
                : values.Count > 1 ? $"request/query/{name} must be given once"
                : null;
            if (fault is not null)
            {
                throw JobnikRefusals.Invalid([fault]);
            }
        }
    }
}
