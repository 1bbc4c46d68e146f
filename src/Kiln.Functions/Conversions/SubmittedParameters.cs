using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.Functions.Jobs.Types;
using Kiln.Functions.Webhooks.Sending;
using Kiln.SimReady.Conversion;

namespace Kiln.Functions.Conversions;

/// <summary>The checked parameters of a submission.</summary>
/// <param name="Conversion">What steers the conversion.</param>
/// <param name="Echo">The fields that were sent, typed, and <c>client</c>: what the payload's <c>parameters</c> shows.</param>
/// <param name="Timeout">The deadline asked for, or null.</param>
/// <param name="CallbackUrl">The job's own webhook, or null.</param>
/// <param name="Labels">Searchable words.</param>
internal sealed record SubmittedParameters(
    ConversionParameters Conversion,
    JsonElement Echo,
    TimeSpan? Timeout,
    string? CallbackUrl,
    ImmutableSortedDictionary<string, string> Labels)
{
    /// <summary>Checks what was read; throws the 422 that names every fault.</summary>
    public static SubmittedParameters From(FieldReader reader, string? client, KilnOptions options) =>
        TryFrom(reader, client, options) ?? throw ApiException.Unprocessable(reader.Faults);

    /// <summary>Checks what was read; null when the reader has faults.</summary>
    public static SubmittedParameters? TryFrom(FieldReader reader, string? client, KilnOptions options)
    {
        JsonObject values = reader.Values;
        ConversionParameters conversion = values.Deserialize<ConversionParameters>() ?? new ConversionParameters();
        foreach (ParameterFault fault in conversion.FindFaults())
        {
            reader.AddFault(fault.Field, fault.Message);
        }

        TimeSpan? timeout = ReadTimeout(reader, options);
        string? callback = ReadCallback(reader, options);
        if (reader.Faults.Count > 0)
        {
            return null;
        }

        ImmutableSortedDictionary<string, string> labels = values[SubmissionFields.Labels] is JsonObject sent
            ? sent.ToImmutableSortedDictionary(label => label.Key, label => label.Value!.GetValue<string>(), StringComparer.Ordinal)
            : ImmutableSortedDictionary<string, string>.Empty;
        JsonObject echo = values.DeepClone().AsObject();
        echo[SubmissionFields.Client] = client;
        return new SubmittedParameters(conversion, JsonSerializer.SerializeToElement(echo), timeout, callback, labels);
    }

    private static TimeSpan? ReadTimeout(FieldReader reader, KilnOptions options)
    {
        if (reader.Values[SubmissionFields.TimeoutSeconds]?.GetValue<int>() is not { } seconds)
        {
            return null;
        }

        if (CommonMembers.FaultOfTimeout(seconds, options) is { } fault)
        {
            reader.AddFault(SubmissionFields.TimeoutSeconds, fault);
        }

        return TimeSpan.FromSeconds(seconds);
    }

    private static string? ReadCallback(FieldReader reader, KilnOptions options)
    {
        string? text = reader.Values[SubmissionFields.CallbackUrl]?.GetValue<string>();
        if (text is not null && WebhookUrl.Parse(text, options.Webhooks.AllowLoopback, out string fault) is null)
        {
            reader.AddFault(SubmissionFields.CallbackUrl, fault);
        }

        return text;
    }
}
