using System.Text.Json;
using System.Text.Json.Serialization;
using Kiln.Functions.Http;

namespace Kiln.Functions.Surfaces.Jobnik;

/// <summary>How replies of the surface are written: absent values are left out.</summary>
internal static class JobnikJson
{
    /// <summary>The media type of every body.</summary>
    public const string MediaType = "application/json";

    /// <summary>Clients' own JSON stands inside of ours, so replies may be deeper than what is read.</summary>
    public static JsonSerializerOptions Options { get; } = new(Json.Options)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        MaxDepth = 128,
    };

    /// <summary>A reply with a body.</summary>
    public static IResult Reply<T>(T body, int status = StatusCodes.Status200OK) =>
        TypedResults.Json(body, Options, MediaType, status);
}
