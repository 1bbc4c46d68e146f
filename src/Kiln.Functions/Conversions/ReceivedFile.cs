using Kiln.Storage.Content;

namespace Kiln.Functions.Conversions;

/// <summary>A file that was received whole: in a form, by an upload, or put into an inbox.</summary>
/// <param name="Name">The client's file name.</param>
/// <param name="Content">Where it stands.</param>
/// <param name="ETag">The version that was hashed.</param>
/// <param name="SizeBytes">Size in bytes.</param>
/// <param name="Sha256">SHA-256, lower-case hexadecimal.</param>
internal sealed record ReceivedFile(string Name, ContentName Content, string ETag, long SizeBytes, string Sha256);
