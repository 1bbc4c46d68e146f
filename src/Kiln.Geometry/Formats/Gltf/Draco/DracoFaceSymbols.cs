namespace Kiln.Geometry.Formats.Gltf.Draco;

/// <summary>Where the symbols of the faces come from.</summary>
internal abstract class DracoFaceSymbols
{
    /// <summary>The symbol of the next face.</summary>
    public abstract DracoFaceSymbol Next();

    /// <summary>Takes note of a face.</summary>
    /// <param name="table">The surface with that face.</param>
    /// <param name="corner">The face's first corner.</param>
    public virtual void FaceAdded(DracoCornerTable table, int corner)
    {
    }

    /// <summary>Takes note of a vertex that becomes one with another.</summary>
    public virtual void VertexMerged(int kept, int gone)
    {
    }
}
