using System.Text.Json;
using Kiln.LocalHost.DurableTask;

namespace Kiln.LocalHost.Engine.History;

/// <summary>History events, failures and tags as the database stores them: UTF-8 JSON.</summary>
internal static class HistoryCodec
{
    /// <summary>Writes the events of one turn.</summary>
    public static byte[] Encode(IReadOnlyList<HistoryEvent> events) =>
        JsonSerializer.SerializeToUtf8Bytes(events, HistorySerializerContext.Stored.IReadOnlyListHistoryEvent);

    /// <summary>Writes one event.</summary>
    public static byte[] Encode(HistoryEvent historyEvent) =>
        JsonSerializer.SerializeToUtf8Bytes(historyEvent, HistorySerializerContext.Stored.HistoryEvent);

    /// <summary>Reads the events of one turn.</summary>
    /// <exception cref="JsonException">The bytes are not what <see cref="Encode(IReadOnlyList{HistoryEvent})"/> wrote.</exception>
    public static List<HistoryEvent> Decode(ReadOnlySpan<byte> bytes) =>
        JsonSerializer.Deserialize(bytes, HistorySerializerContext.Stored.ListHistoryEvent) ?? [];

    /// <summary>Reads one event.</summary>
    /// <exception cref="JsonException">The bytes are not an event.</exception>
    public static HistoryEvent DecodeOne(ReadOnlySpan<byte> bytes) =>
        JsonSerializer.Deserialize(bytes, HistorySerializerContext.Stored.HistoryEvent)
        ?? throw new JsonException("An event is missing.");

    /// <summary>Writes a failure; null for none.</summary>
    public static string? Encode(TaskFailureDetails? failure) =>
        failure is null ? null : JsonSerializer.Serialize(failure, HistorySerializerContext.Stored.TaskFailureDetails);

    /// <summary>Reads a failure; null for none.</summary>
    public static TaskFailureDetails? DecodeFailure(string? text) =>
        text is null ? null : JsonSerializer.Deserialize(text, HistorySerializerContext.Stored.TaskFailureDetails);

    /// <summary>Writes tags; null for none.</summary>
    public static string? Encode(IReadOnlyDictionary<string, string>? tags) =>
        tags is null or { Count: 0 } ? null : JsonSerializer.Serialize(tags, HistorySerializerContext.Stored.IReadOnlyDictionaryStringString);

    /// <summary>Reads tags.</summary>
    public static IReadOnlyDictionary<string, string> DecodeTags(string? text) =>
        (text is null ? null : JsonSerializer.Deserialize(text, HistorySerializerContext.Stored.DictionaryStringString)) ?? [];
}
