namespace Kiln.Storage;

/// <summary>The store has no room left. Nothing of the write was kept; the same write succeeds when there is room again.</summary>
public sealed class StorageFullException : IOException
{
    /// <summary>Without words.</summary>
    public StorageFullException()
    {
    }

    /// <summary>With words.</summary>
    public StorageFullException(string message)
        : base(message)
    {
    }

    /// <summary>With words and a cause.</summary>
    public StorageFullException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
