namespace Kiln.Geometry.Formats;

/// <summary>A model file in memory.</summary>
/// <param name="FileName">The name it was sent under; its extension, any case, decides the format.</param>
/// <param name="Content">The whole content. The scene that is read may refer to parts of it, so it must not change.</param>
public sealed record ModelSource(string FileName, ReadOnlyMemory<byte> Content);
