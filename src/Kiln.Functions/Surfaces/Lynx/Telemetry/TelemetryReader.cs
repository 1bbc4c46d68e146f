using System.Globalization;
using System.Text.Json;
using Kiln.Functions.Http;
using Microsoft.Net.Http.Headers;

namespace Kiln.Functions.Surfaces.Lynx.Telemetry;

/// <summary>Reads calls with telemetry: one JSON object with <c>seq</c> and <c>samples</c>, or NDJSON of samples with the number in a header.</summary>
internal static class TelemetryReader
{
    private const string SequenceHeader = "X-Lynx-Seq";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Reads a call whole; refuses one that is too large (413) or wrong (400, with the path of the fault).</summary>
    public static async Task<TelemetryCall> ReadAsync(HttpRequest request, int mostBytes, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> body = await ReadBodyAsync(request, mostBytes, cancellationToken);
        try
        {
            return Read(request, body);
        }
        catch (InvalidOperationException)
        {
            // JSON can escape what no text can hold.
            throw NotJson("", "text with half of a surrogate pair");
        }
    }

    private static TelemetryCall Read(HttpRequest request, ReadOnlyMemory<byte> body)
    {
        bool isJson = MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type)
            && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            && !request.Headers.ContainsKey(SequenceHeader);
        return isJson ? ReadJson(body) : ReadLines(request.Headers[SequenceHeader], body);
    }

    /// <summary>Reads <c>{"seq":0,"samples":[…]}</c>.</summary>
    public static TelemetryCall ReadJson(ReadOnlyMemory<byte> body)
    {
        using JsonDocument document = Parse(body, "");
        MemberReader fields = new(document.RootElement, rejectUnknown: true);
        long sequence = fields.Integer("seq", 0, long.MaxValue, required: true) ?? 0;
        List<TelemetrySample> samples = [.. fields.Objects("samples", required: true).Select(ReadSample)];
        fields.Finish().ThrowIfFaulty();
        RequireOrder(samples, index => $"samples[{index}].t");
        return new TelemetryCall(sequence, samples);
    }

    /// <summary>Reads one sample a line; empty lines are passed over.</summary>
    public static TelemetryCall ReadLines(string? sequenceHeader, ReadOnlyMemory<byte> body)
    {
        if (!long.TryParse(sequenceHeader, NumberStyles.None, CultureInfo.InvariantCulture, out long sequence))
        {
            throw LynxErrors.Invalid(SequenceHeader, "Must be an integer of at least 0");
        }

        List<TelemetrySample> samples = [];
        int line = 0;
        while (!body.IsEmpty)
        {
            line++;
            int end = body.Span.IndexOf((byte)'\n');
            ReadOnlyMemory<byte> text = end < 0 ? body : body[..end];
            body = end < 0 ? default : body[(end + 1)..];
            if (text.Span.Trim(" \r\t"u8).IsEmpty)
            {
                continue;
            }

            using JsonDocument document = Parse(text, $"line {line}");
            MemberReader fields = new(document.RootElement, rejectUnknown: true, $"line {line}");
            samples.Add(ReadSample(fields));
            fields.ThrowIfFaulty();
        }

        RequireOrder(samples, index => $"sample {index}");
        return new TelemetryCall(sequence, samples);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpRequest request, int mostBytes, CancellationToken cancellationToken)
    {
        using MemoryStream body = new();
        byte[] buffer = new byte[32 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (body.Length + read > mostBytes)
            {
                throw LynxErrors.PayloadTooLarge($"A call takes at most {mostBytes} bytes of telemetry");
            }

            body.Write(buffer, 0, read);
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    private static TelemetrySample ReadSample(MemberReader fields)
    {
        double time = fields.Number("t", required: true) ?? 0;
        Dictionary<string, double> values = new(StringComparer.Ordinal);
        if (fields.Object("values", required: true) is { } named)
        {
            foreach (string name in named.Names)
            {
                if (named.Number(name, required: true) is { } value)
                {
                    values[name] = value;
                }
            }
        }

        fields.Finish();
        return new TelemetrySample(time, values);
    }

    private static void RequireOrder(List<TelemetrySample> samples, Func<int, string> pathOf)
    {
        for (int index = 1; index < samples.Count; index++)
        {
            if (samples[index].Time < samples[index - 1].Time)
            {
                throw LynxErrors.Invalid(pathOf(index), "Must not be below the sample before it");
            }
        }
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> text, string place)
    {
        try
        {
            return JsonDocument.Parse(text, Strict);
        }
        catch (JsonException fault)
        {
            throw NotJson(place, fault.Message);
        }
    }

    private static ApiException NotJson(string place, string why) => place.Length == 0
        ? ApiException.BadRequest(ErrorCodes.ValidationError, $"The body is not valid JSON: {why}")
        : LynxErrors.Invalid(place, $"Is not valid JSON: {why}");
}
