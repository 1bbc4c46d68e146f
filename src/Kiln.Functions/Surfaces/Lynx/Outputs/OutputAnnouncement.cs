using System.Buffers;
using Kiln.Functions.Http;
using Kiln.Storage.Runs;

namespace Kiln.Functions.Surfaces.Lynx.Outputs;

/// <summary>Reads which files an attempt is going to upload.</summary>
internal static class OutputAnnouncement
{
    private const int LongestName = 500;
    private const string AnyType = "application/octet-stream";

    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>The files; refuses a body that is wrong with the path of each fault.</summary>
    public static IReadOnlyList<AnnouncedOutput> Read(MemberReader fields, LynxOptions options)
    {
        IReadOnlyList<MemberReader> items = fields.Objects("files", required: true);
        if (items.Count == 0 || items.Count > options.MaxOutputFiles)
        {
            fields.Fault("files", $"Must have 1 to {options.MaxOutputFiles} items");
        }

        HashSet<string> names = new(StringComparer.Ordinal);
        AnnouncedOutput?[] files = [.. items.Select(item => ReadFile(item, options, names))];
        fields.Finish().ThrowIfFaulty();
        return [.. files.OfType<AnnouncedOutput>()];
    }

    /// <summary>Whether a name can be one of an output: relative, without empty, <c>.</c> and <c>..</c> segments.</summary>
    public static bool IsName(string name) =>
        !name.Contains("://", StringComparison.Ordinal)
        && !name.Any(character => char.IsControl(character) || character == '\\')
        && name.Split('/').All(segment => segment is not ("" or "." or ".."));

    private static AnnouncedOutput? ReadFile(MemberReader item, LynxOptions options, HashSet<string> names)
    {
        string? name = item.Text("name", LongestName, required: true);
        if (name is not null && !IsName(name))
        {
            item.Fault("name", "Must be relative, without '..', empty segments or backslashes");
        }
        else if (name is not null && !names.Add(name))
        {
            item.Fault("name", "Must be unique among the files");
        }

        long? size = item.Integer("size_bytes", 0, options.MaxOutputBytes, required: true);
        string? checksum = item.Text("checksum_sha256", 64, 64);
        if (checksum.AsSpan().ContainsAnyExcept(Hexadecimal))
        {
            item.Fault("checksum_sha256", "Must be 64 hexadecimal digits");
        }

        string? contentType = item.Text("content_type", 200);
        if (contentType?.Any(character => character is < ' ' or > '~') == true)
        {
            item.Fault("content_type", "Must be printable ASCII");
        }

        item.Finish();
        return name is null || size is null
            ? null
            : new AnnouncedOutput(name, size.Value, checksum?.ToLowerInvariant(), contentType ?? AnyType);
    }
}
