namespace Kiln.Geometry.Scenes;

/// <summary>An image as it stands in a file, still encoded.</summary>
/// <param name="Name">Name in the file; may be empty.</param>
/// <param name="MediaType"><c>image/png</c> or <c>image/jpeg</c>, from the content's magic bytes.</param>
/// <param name="Content">The encoded bytes.</param>
public sealed record EncodedImage(string Name, string MediaType, ReadOnlyMemory<byte> Content);
