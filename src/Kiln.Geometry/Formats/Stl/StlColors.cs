using System.Buffers.Binary;
using System.Numerics;
using Kiln.Geometry.Images;

namespace Kiln.Geometry.Formats.Stl;

/// <summary>
/// The colours that some writers put into the two attribute bytes of a binary facet, 5 bits a component. Two customs are known: of
/// VisCAM and SolidView, where the highest bit marks a colour and blue is lowest, and of Materialise Magics, which the header tells by
/// <c>COLOR=</c> and a colour for the facets whose highest bit is set; there red is lowest.
/// </summary>
internal static class StlColors
{
    private const int FacetLength = 50;
    private const int AttributeOffset = 48;
    private const int Marked = 0x8000;

    /// <summary>Linear colours, three vertices a facet; null when no facet has one.</summary>
    /// <param name="header">The file's header.</param>
    /// <param name="facets">All facets.</param>
    public static Vector4[]? Read(ReadOnlySpan<byte> header, ReadOnlySpan<byte> facets)
    {
        int tag = header.IndexOf("COLOR="u8);
        bool isMagics = tag >= 0 && tag + 10 <= header.Length;
        Vector4 common = isMagics ? Linear(header[tag + 6], header[tag + 7], header[tag + 8], byte.MaxValue) : Vector4.One;
        Vector4[]? colors = null;
        for (int i = 0; i < facets.Length / FacetLength; i++)
        {
            int attribute = BinaryPrimitives.ReadUInt16LittleEndian(facets[((i * FacetLength) + AttributeOffset)..]);
            if (((attribute & Marked) != 0) == isMagics)
            {
                continue;
            }

            if (colors is null)
            {
                colors = new Vector4[3 * (facets.Length / FacetLength)];
                Array.Fill(colors, common);
            }

            (int low, int middle, int high) = (attribute & 31, (attribute >> 5) & 31, (attribute >> 10) & 31);
            Array.Fill(colors, isMagics ? Linear(low, middle, high, 31) : Linear(high, middle, low, 31), 3 * i, 3);
        }

        return colors;
    }

    private static Vector4 Linear(int r, int g, int b, float max) =>
        new(ColorSpace.ToLinear(r / max), ColorSpace.ToLinear(g / max), ColorSpace.ToLinear(b / max), 1);
}
