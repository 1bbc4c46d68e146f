using System.Globalization;
using System.Text.Json;
using Kiln.Functions.Access;
using Kiln.Functions.Surfaces.Jobnik.Payload;
using Kiln.Functions.Surfaces.Jobnik.Validation;

namespace Kiln.Functions.Surfaces.Jobnik;

/// <summary>A request of a known caller that was found in order.</summary>
/// <param name="Caller">Who asks.</param>
/// <param name="Request">The request itself.</param>
/// <param name="Body">Its body; undefined when none is read.</param>
internal sealed record JobnikRequest(Caller Caller, HttpRequest Request, JsonElement Body)
{
    private const string LeaseTokenHeader = "X-Kiln-Lease-Token";

    /// <summary>The organisation that all it can see belongs to.</summary>
    public string Organisation => Caller.OrganisationId;

    /// <summary>The token that the caller shows for the attempt it works on, or null.</summary>
    public string? LeaseToken => Request.Headers[LeaseTokenHeader] is [{ Length: > 0 } token, ..] ? token : null;

    /// <summary>A query parameter, or null.</summary>
    public string? Text(string name) => Request.Query[name] is [{ Length: > 0 } text, ..] ? text : null;

    /// <summary>An identifier in a query parameter, in the form in which identifiers are stored; null when it is absent.</summary>
    public string? Id(string name) => Text(name)?.ToLowerInvariant();

    /// <summary>A whole number in a query parameter.</summary>
    public int Integer(string name, int absent) => Text(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : absent;

    /// <summary>A flag in a query parameter; absent is false.</summary>
    public bool Flag(string name) => Text(name) == "true";

    /// <summary>A time in a query parameter, or null.</summary>
    public DateTimeOffset? Time(string name) => Text(name) is { } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) : null;

    /// <summary>Text in the body, or null.</summary>
    public string? BodyText(string name) => TextOf(Body, name);

    /// <summary>A flag in the body.</summary>
    public bool BodyFlag(string name, bool absent) => Body.TryGetProperty(name, out JsonElement sent) ? sent.GetBoolean() : absent;

    /// <summary>Notes that replace the present ones: the body, or its one member where that is an object <c>userMetadata</c>.</summary>
    public JsonElement NewMetadata() =>
        Body.GetPropertyCount() == 1 && Body.TryGetProperty("userMetadata", out JsonElement inner) && inner.ValueKind == JsonValueKind.Object
            ? inner
            : Body;

    /// <summary>
    /// The trace context for something that the body describes: its own, else the request's header, else none.
    /// </summary>
    /// <param name="described">The body, or an item of it.</param>
    public (string? Parent, string? State) TraceOf(JsonElement described)
    {
        string? state = TextOf(described, "tracestate");
        if (TextOf(described, "traceparent") is { } parent)
        {
            return parent == Absent.TraceParent ? (null, state) : (parent, state);
        }

        string? header = Request.Headers.TraceParent;
        return header is not null && TextForm.TraceParent.Matches(header)
            ? (header, state ?? HeaderState())
            : (null, state);
    }

    private static string? TextOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement sent) ? sent.GetString() : null;

    private string? HeaderState() =>
        Request.Headers.TraceState.ToString() is { Length: > 0 } state && TextForm.TraceState.Matches(state) ? state : null;
}
