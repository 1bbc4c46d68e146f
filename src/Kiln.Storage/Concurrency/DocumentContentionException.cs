namespace Kiln.Storage.Concurrency;

/// <summary>A document changed under its writer so often that the writer gave up; nothing of the write was made. Trying later may help.</summary>
public sealed class DocumentContentionException : Exception
{
    /// <summary>Names the document.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="tries">How often the write lost the race.</param>
    public DocumentContentionException(string key, int tries)
        : base($"Document '{key}' was changed by others {tries} times while it was to be written. Try again later.") => Key = key;

    /// <summary>The document's key.</summary>
    public string Key { get; }
}
