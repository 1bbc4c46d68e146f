namespace Kiln.LocalHost.Storage;

/// <summary>A stream gave more bytes than it may.</summary>
internal sealed class LengthExceededException() : IOException("The stream is longer than it may be.");
