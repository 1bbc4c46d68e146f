namespace Kiln.Storage.Documents;

/// <summary>The content of a document to be written; it replaces body and metadata whole.</summary>
/// <param name="Body">UTF-8 JSON.</param>
/// <param name="Metadata">Lower-case names (letters, digits, underscore; no leading digit) to short printable ASCII values.</param>
public sealed record DocumentWrite(ReadOnlyMemory<byte> Body, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>A write without metadata.</summary>
    public DocumentWrite(ReadOnlyMemory<byte> body)
        : this(body, new Dictionary<string, string>())
    {
    }
}
