namespace Kiln.Client.Conversions;

/// <summary>A model file is not there, or cannot be read.</summary>
public sealed class ModelFileException : Exception
{
    /// <summary>Says what is wrong with the file.</summary>
    public ModelFileException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
