using Kiln.Geometry.Scenes;

namespace Kiln.SimReady.Textures;

/// <summary>An image of the asset as a file.</summary>
/// <param name="Name">File name: role, start of the content's hash, extension.</param>
/// <param name="Image">Its content.</param>
internal sealed record TextureFile(string Name, EncodedImage Image)
{
    /// <summary>The file name without its extension.</summary>
    public string Stem => Path.GetFileNameWithoutExtension(Name);
}
