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
        JsonElement body;
        try
        {
            using JsonDocument document = await JsonDocument.ParseAsync(request.Body, default, cancellationToken);
            body = document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            throw ApiException.BadRequest(ErrorCodes.ValidationError, $"The body is not valid JSON: {exception.Message}");
        }

        if (body.ValueKind != JsonValueKind.Object)
        {
            throw ApiException.BadRequest(ErrorCodes.ValidationError, "The body must be a JSON object");
        }

        string? uploadId = null;
        foreach (JsonProperty member in body.EnumerateObject())
        {
            if (member.NameEquals(SubmissionFields.UploadId))
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
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                file = await ReadSectionAsync(section, file, fields, organisationId, cancellationToken) ?? file;
            }
        }
        catch (Exception exception)
        {
            await DiscardAsync(file);
            if (exception is InvalidDataException or IOException && !cancellationToken.IsCancellationRequested)
            {
                throw ApiException.BadRequest(ErrorCodes.ValidationError, "The multipart body is cut off or malformed");
            }

            throw;
        }

        return file is null ? throw MissingFile() : new SubmissionBody(fields, file, null);
    }

    private async Task<ReceivedFile?> ReadSectionAsync(
        MultipartSection section, ReceivedFile? earlier, FieldReader fields, string organisationId, CancellationToken cancellationToken)
    {
        if (section.GetContentDispositionHeader() is not { } disposition)
        {
            return null;
        }

        string name = HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "";
        if (disposition.IsFileDisposition() && name == SubmissionFields.File)
        {
            if (earlier is not null)
            {
                fields.AddFault(name, "Must not be repeated");
                return null;
            }

            return await ReceiveAsync(FileNameOf(disposition), section.Body, organisationId, cancellationToken);
        }

        if (disposition.IsFileDisposition())
        {
            fields.AddFault(name, $"Unknown field: {name}");
            return null;
        }

        fields.AddText(name, await ReadTextAsync(name, section.Body, cancellationToken));
        return null;
    }

    private async Task<ReceivedFile> ReceiveAsync(
        string fileName, Stream body, string organisationId, CancellationToken cancellationToken)
    {
        long limit = options.Value.MaxUploadBytes;
        ContentName target = new(ContentArea.Quarantine, $"{organisationId}/forms/{Guid.CreateVersion7():N}");
        using LimitedHashingStream counted = new(body, limit, () => FileSize.TooLarge(fileName, limit));
        ContentProperties stored = await content.WriteAsync(target, counted, "application/octet-stream", cancellationToken);
        return new ReceivedFile(fileName, target, stored.ETag, counted.Count, counted.FinishHash());
    }

    private static string FileNameOf(ContentDispositionHeaderValue disposition)
    {
        string? extended = disposition.FileNameStar.Value;
        return extended ?? HeaderUtilities.RemoveQuotes(disposition.FileName).Value ?? "";
    }

    private static async Task<string> ReadTextAsync(string name, Stream body, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[LongestField + 1];
        int length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        if (length > LongestField)
        {
            string message = string.Create(CultureInfo.InvariantCulture, $"Must be at most {LongestField} bytes");
            throw ApiException.Unprocessable([new FieldFault(name, message)]);
        }

        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}
