using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Kiln.Storage.Documents;

namespace Kiln.Storage;

/// <summary>Reads and writes the bodies of documents whose form has one version so far.</summary>
internal static class StoredJson
{
    /// <summary>The version that this release writes and reads.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Reads a document's body.</summary>
    /// <exception cref="InvalidDataException">It is of another form, or was written by a later release.</exception>
    public static T Read<T>(StoredDocument document, JsonTypeInfo<T> type)
        where T : class, IVersionedDocument
    {
        T value = JsonSerializer.Deserialize(document.Body.Span, type)
            ?? throw new InvalidDataException($"Document '{document.Key}' is empty.");
        return value.SchemaVersion == CurrentVersion
            ? value
            : throw new InvalidDataException(
                $"Document '{document.Key}' has schema version {value.SchemaVersion}; this release reads version {CurrentVersion}.");
    }

    /// <summary>What to write for a value.</summary>
    public static DocumentWrite Write<T>(T value, JsonTypeInfo<T> type, IReadOnlyDictionary<string, string>? metadata = null) =>
        new(JsonSerializer.SerializeToUtf8Bytes(value, type), metadata ?? new Dictionary<string, string>());
}
