using Kiln.Geometry.Formats.Text;

namespace Kiln.Geometry.Formats.Obj;

/// <summary>Reads face corners: <c>v</c>, <c>v/vt</c>, <c>v//vn</c> and <c>v/vt/vn</c>; indices count from 1, or back from the last line.</summary>
internal static class ObjFace
{
    /// <summary>Takes a corner.</summary>
    /// <exception cref="InvalidModelException">It is malformed, or an index is out of range; the message names the line.</exception>
    public static ObjCorner Corner(ref TextCursor cursor, ObjGeometry geometry)
    {
        if (!cursor.TryInteger(out int position))
        {
            throw new InvalidModelException("A face corner is not of the form v, v/vt, v//vn or v/vt/vn", $"line {cursor.Line}");
        }

        int texCoord = 0;
        int normal = 0;
        if (cursor.Take((byte)'/'))
        {
            _ = cursor.TryInteger(out texCoord);
            if (cursor.Take((byte)'/'))
            {
                _ = cursor.TryInteger(out normal);
            }
        }

        return new ObjCorner(
            Resolve(position, geometry.Positions.Count, "Vertex", ref cursor),
            texCoord == 0 ? -1 : Resolve(texCoord, geometry.TexCoords.Count, "Texture coordinate", ref cursor),
            normal == 0 ? -1 : Resolve(normal, geometry.Normals.Count, "Normal", ref cursor));
    }

    private static int Resolve(int index, int count, string what, ref TextCursor cursor)
    {
        int resolved = index > 0 ? index - 1 : count + index;
        return index != 0 && (uint)resolved < (uint)count
            ? resolved
            : throw new InvalidModelException($"{what} {index} does not exist: {count} are defined so far", $"line {cursor.Line}");
    }
}
