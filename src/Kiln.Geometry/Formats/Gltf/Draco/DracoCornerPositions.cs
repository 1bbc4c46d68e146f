namespace Kiln.Geometry.Formats.Gltf.Draco;

/// <summary>The coded positions of corners.</summary>
internal readonly record struct DracoCornerPositions(int[] Points, int[] ValueOfPoint, int[] Coded)
{
    /// <summary>The position of a corner, in steps of the quantisation.</summary>
    public (long X, long Y, long Z) At(int corner)
    {
        int at = 3 * ValueOfPoint[Points[corner]];
        return (Coded[at], Coded[at + 1], Coded[at + 2]);
    }
}
