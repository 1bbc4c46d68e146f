namespace Kiln.Geometry;

/// <summary>
/// A file that cannot be read as a model. The message is one sentence for the person who sent the file and names the fault;
/// <see cref="Location"/> says where it is (a byte offset, a line, an element such as <c>accessors[3]</c>).
/// </summary>
public sealed class InvalidModelException : Exception
{
    /// <summary>Names of a file may be as long as the file, and messages are kept with the job.</summary>
    private const int MaxLength = 1000;

    /// <summary>Creates the exception from a sentence and the place of the fault.</summary>
    public InvalidModelException(string message, string? location = null, Exception? innerException = null)
        : base(Short(location is null ? message : $"{message} (at {location})"), innerException) => Location = location;

    /// <summary>Where the fault is, in the terms of the format; null when it concerns the whole file.</summary>
    public string? Location { get; }

    private static string Short(string message) => message.Length <= MaxLength ? message : $"{message[..(MaxLength / 2)]} … {message[^(MaxLength / 2)..]}";
}
