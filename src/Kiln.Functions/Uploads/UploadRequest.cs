using System.Text.Json;
using Kiln.Functions.Configuration;
using Kiln.Functions.Conversions;
using Kiln.Functions.Http;
using Kiln.Storage.Uploads;

namespace Kiln.Functions.Uploads;

/// <summary>Reads and checks the announcement of an upload.</summary>
internal static class UploadRequest
{
    private const int LongestContentType = 255;
    private const int HashLength = 64;

    public static async Task<NewUpload> ReadAsync(
        HttpRequest request, string organisationId, KilnOptions options, CancellationToken cancellationToken)
    {
        List<FieldFault> faults = [];
        Dictionary<string, JsonElement> members = await ReadMembersAsync(request, faults, cancellationToken);
        string fileName = Text("filename", required: true) ?? "";
        string? checksum = Text("checksum_sha256", required: false);
        string? contentType = Text("content_type", required: false);
        long size = Size();
        if (options.UnknownFields != "ignore")
        {
            faults.AddRange(members.Keys
                .Where(name => name is not ("filename" or "size_bytes" or "checksum_sha256" or "content_type"))
                .Select(name => new FieldFault(name, $"Unknown field: {name}")));
        }

        if (checksum is not null && (checksum.Length != HashLength || !checksum.All(char.IsAsciiHexDigit)))
        {
            faults.Add(new FieldFault("checksum_sha256", "Must be 64 hexadecimal digits"));
        }

        if (contentType is not null && (contentType.Length > LongestContentType || contentType.Any(c => c is < ' ' or > '~')))
        {
            faults.Add(new FieldFault("content_type", "Must be a media type of at most 255 ASCII characters"));
        }

        if (faults.Count > 0)
        {
            throw ApiException.Unprocessable(faults);
        }

        ModelFiles.CheckName(fileName);
        if (size == 0)
        {
            throw ApiException.BadRequest(ErrorCodes.InvalidFile, "File is empty");
        }

        return size <= options.MaxUploadBytes
            ? new NewUpload(organisationId, fileName, size, contentType ?? "application/octet-stream", checksum)
            : throw FileSize.TooLarge(fileName, options.MaxUploadBytes);

        string? Text(string name, bool required)
        {
            JsonElement value = members.GetValueOrDefault(name);
            if (value.ValueKind == JsonValueKind.String)
            {
                return value.GetString();
            }

            if (required || value.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null))
            {
                faults.Add(new FieldFault(name, "Must be text"));
            }

            return null;
        }

        long Size()
        {
            JsonElement value = members.GetValueOrDefault("size_bytes");
            if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long bytes) && bytes >= 0)
            {
                return bytes;
            }

            faults.Add(new FieldFault("size_bytes", "Must be the size of the file in bytes"));
            return 0;
        }
    }

    private static async Task<Dictionary<string, JsonElement>> ReadMembersAsync(
        HttpRequest request, List<FieldFault> faults, CancellationToken cancellationToken)
    {
        Dictionary<string, JsonElement> members = new(StringComparer.Ordinal);
        foreach (JsonProperty member in (await RequestBody.ReadObjectAsync(request, cancellationToken)).EnumerateObject())
        {
            if (!members.TryAdd(member.Name, member.Value))
            {
                faults.Add(new FieldFault(member.Name, "Must not be repeated"));
            }
        }

        return members;
    }
}
