using Kiln.Functions.Configuration;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Http;

/// <summary>Absolute URLs of the service's own, under one configured base or else the request's.</summary>
public sealed class Links(IOptions<KilnOptions> options)
{
    internal string To(HttpRequest request, string path)
    {
        string root = options.Value.PublicUrl?.ToString().TrimEnd('/') ?? $"{request.Scheme}://{request.Host}";
        return $"{root}{path}";
    }

    internal string ToConversion(HttpRequest request, string jobId) => To(request, $"/api/conversions/{jobId}");
}
