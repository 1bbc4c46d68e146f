using Kiln.Storage.Content;

namespace Kiln.LocalHost.Storage;

/// <summary>What one presigned URL of the local host permits; the signature covers all of it.</summary>
/// <param name="Method"><c>PUT</c> or <c>GET</c>; a <c>GET</c> permits <c>HEAD</c> too.</param>
/// <param name="Content">The one piece of content.</param>
/// <param name="ExpiresAt">When the permission ends, in seconds since 1970.</param>
/// <param name="ContentType">The media type that an upload must have; null on a download.</param>
/// <param name="MaximumLength">The most bytes of an upload; null for no limit.</param>
/// <param name="FileName">The name a download is saved under; null on an upload.</param>
internal sealed record LocalUrl(
    string Method, ContentName Content, long ExpiresAt, string? ContentType = null, long? MaximumLength = null, string? FileName = null)
{
    /// <summary>Where these URLs begin.</summary>
    public const string Root = "content";

    /// <summary>The names of the parameters.</summary>
    public const string ExpiresName = "expires", TypeName = "type", LimitName = "limit", FileNameName = "filename", SignatureName = "signature";

    /// <summary>Path and query, without the signature: the one text that is signed and checked.</summary>
    public string ToPathAndQuery()
    {
        string path = $"/{Root}/{AreaName(Content.Area)}/{Content.Name}?{ExpiresName}={ExpiresAt.ToString(null, null)}";
        return path + Parameter(TypeName, ContentType) + Parameter(LimitName, MaximumLength?.ToString(null, null)) + Parameter(FileNameName, FileName);
    }

    /// <summary>The area of this name in a URL, or null.</summary>
    public static ContentArea? FindArea(string? name) => name switch
    {
        "inputs" => ContentArea.Inputs,
        "outputs" => ContentArea.Outputs,
        "quarantine" => ContentArea.Quarantine,
        _ => null,
    };

    private static string AreaName(ContentArea area) => area switch
    {
        ContentArea.Inputs => "inputs",
        ContentArea.Outputs => "outputs",
        _ => "quarantine",
    };

    private static string Parameter(string name, string? value) => value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}";
}
