using System.Globalization;
using System.Text;
using System.Text.Json;
using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.Storage.Content;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Kiln.Functions.Conversions;

/// <summary>Reads a multipart or JSON submission. The file goes to quarantine as it comes in; nothing is held in memory.</summary>
public sealed class SubmissionBodyReader(IContentStore content, IOptions<KilnOptions> options)
{
    private const int LongestField = 64 * 1024;
    private const int MostParts = 200;

    /// <summary>Reads the body; on any refusal nothing of it stays behind.</summary>
    internal async Task<SubmissionBody> ReadAsync(HttpRequest request, string organisationId, CancellationToken cancellationToken)
    {
        FieldReader fields = new(rejectUnknown: options.Value.UnknownFields != "ignore");
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type))
        {
            throw MissingFile();
        }

        if (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
        {
            return await ReadJsonAsync(request, fields, cancellationToken);
        }

        return type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            ? await ReadMultipartAsync(request, type, fields, organisationId, cancellationToken)
            : throw MissingFile();
    }

    /// <summary>Removes a received file that no job came of.</summary>
    internal Task DiscardAsync(ReceivedFile? file) =>
        file is null ? Task.CompletedTask : content.DeleteAsync(file.Content, CancellationToken.None);

    private static ApiException MissingFile() => ApiException.BadRequest(ErrorCodes.ValidationError, "Missing file");

    private static async Task<SubmissionBody> ReadJsonAsync(
        HttpRequest request, FieldReader fields, CancellationToken cancellationToken)
    {
        string? uploadId = null;
        foreach (JsonProperty member in (await RequestBody.ReadObjectAsync(request, cancellationToken)).EnumerateObject())
        {
            if (member.NameEquals(SubmissionFields.UploadId) && uploadId is not null)
            {
                fields.AddFault(SubmissionFields.UploadId, "Must not be repeated");
            }
            else if (member.NameEquals(SubmissionFields.UploadId))
            {
                uploadId = member.Value.ValueKind == JsonValueKind.String
                    ? member.Value.GetString()
                    : throw ApiException.Unprocessable([new FieldFault(SubmissionFields.UploadId, "Must be the id of an upload, as text")]);
            }
            else
            {
                fields.AddJson(member.Name, member.Value);
            }
        }

        return string.IsNullOrEmpty(uploadId) ? throw MissingFile() : new SubmissionBody(fields, null, uploadId);
    }

    private async Task<SubmissionBody> ReadMultipartAsync(
        HttpRequest request, MediaTypeHeaderValue type, FieldReader fields, string organisationId, CancellationToken cancellationToken)
    {
        string boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value ?? "";
        if (boundary.Length is 0 or > 200)
        {
            throw ApiException.BadRequest(ErrorCodes.ValidationError, "The multipart body has no usable boundary");
        }

        MultipartReader reader = new(boundary, request.Body);
        ReceivedFile? file = null;
        try
        {
            for (int parts = 1; await NextAsync(reader, cancellationToken) is { } section; parts++)
            {
                if (parts > MostParts)
                {
                    throw ApiException.Unprocessable($"The form has too many parts (max {MostParts})");
                }

                file = await ReadSectionAsync(section, file, fields, organisationId, cancellationToken) ?? file;
            }
        }
        catch
        {
            await DiscardAsync(file);
            throw;
        }

        return file is null ? throw MissingFile() : new SubmissionBody(fields, file, null);
    }

    private static ValueTask<MultipartSection?> NextAsync(MultipartReader reader, CancellationToken cancellationToken) =>
        IncompleteBody.GuardAsync(new ValueTask<MultipartSection?>(reader.ReadNextSectionAsync(cancellationToken)));

    private async Task<ReceivedFile?> ReadSectionAsync(
        MultipartSection section, ReceivedFile? earlier, FieldReader fields, string organisationId, CancellationToken cancellationToken)
    {
        if (section.GetContentDispositionHeader() is not { } disposition)
        {
            return null;
        }

        string name = HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "";
        bool isFile = disposition.FileName.HasValue || disposition.FileNameStar.HasValue;
        if (isFile && name == SubmissionFields.File)
        {
            if (earlier is not null)
            {
                fields.AddFault(name, "Must not be repeated");
                return null;
            }

            return await ReceiveAsync(FileNameOf(disposition), section.Body, organisationId, cancellationToken);
        }

        if (isFile)
        {
            fields.AddUnknown(name);
            return null;
        }

        fields.AddText(name, await ReadTextAsync(name, section.Body, cancellationToken));
        return null;
    }

    private async Task<ReceivedFile> ReceiveAsync(
        string fileName, Stream body, string organisationId, CancellationToken cancellationToken)
    {
        // A name that no model can have is refused before its bytes are read.
        ModelFiles.CheckName(fileName);
        long limit = options.Value.MaxUploadBytes;
        ContentName target = new(ContentArea.Quarantine, $"{organisationId}/forms/{Guid.CreateVersion7():N}");
        using LimitedHashingStream counted = new(body, limit, () => FileSize.TooLarge(fileName, limit));
        ContentProperties stored = await content.WriteAsync(target, counted, "application/octet-stream", cancellationToken);
        return new ReceivedFile(fileName, target, stored.ETag, counted.Count, counted.FinishHash());
    }

    /// <summary>
    /// The extended form (RFC 5987) is the one without guesswork. In the plain form only the two escapes that a quoted text needs are
    /// undone; any other backslash is the client's own, and no part of a valid name.
    /// </summary>
    private static string FileNameOf(ContentDispositionHeaderValue disposition) =>
        disposition.FileNameStar.Value
        ?? HeaderUtilities.RemoveQuotes(disposition.FileName).Value?
            .Replace("\\\"", "\"", StringComparison.Ordinal).Replace(@"\\", @"\", StringComparison.Ordinal)
        ?? "";

    private static async Task<string> ReadTextAsync(string name, Stream body, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[LongestField + 1];
        int length = await IncompleteBody.GuardAsync(
            body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken));
        if (length > LongestField)
        {
            string message = string.Create(CultureInfo.InvariantCulture, $"Must be at most {LongestField} bytes");
            throw ApiException.Unprocessable([new FieldFault(name, message)]);
        }

        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}
