using Kiln.Functions.Http;

namespace Kiln.Functions.OpenApi;

/// <summary>What an API of this app is called, and what is common to its functions.</summary>
/// <param name="Surface">The folder under <c>Surfaces</c> whose functions make it up; null for all that are not there.</param>
/// <param name="Title">Its name.</param>
/// <param name="Summary">What it is for.</param>
/// <param name="BasePath">What all its paths begin with, empty or such as <c>/jobnik</c>.</param>
/// <param name="Refusal">Type of the body of refusals.</param>
/// <param name="RefusalMediaType">Media type of that body.</param>
internal sealed record ApiDescription(
    string? Surface, string Title, string Summary, string BasePath, Type Refusal, string RefusalMediaType)
{
    /// <summary>This service's own API.</summary>
    public static ApiDescription Own { get; } = new(
        null,
        "Kiln",
        "Turns raw 3D files into simulation-ready assets. Every job, of whatever kind, has one lifecycle.",
        "",
        typeof(ProblemDocument),
        ProblemDocument.MediaType);
}
