using System.Numerics;
using Kiln.Geometry.Images;

namespace Kiln.Geometry.Formats.Ply;

/// <summary>Reads the vertex element.</summary>
internal sealed class PlyVertices
{
    private readonly PlyElement _element;
    private readonly double[] _row;

    /// <summary>Takes memory for the vertices.</summary>
    /// <exception cref="InvalidModelException">The element has no positions.</exception>
    public PlyVertices(PlyElement element)
    {
        _element = element;
        _row = new double[element.Properties.Count + 1];
        (int x, int y, int z) = (element.IndexOf("x"), element.IndexOf("y"), element.IndexOf("z"));
        if (x < 0 || y < 0 || z < 0)
        {
            throw new InvalidModelException("The vertices have no properties x, y and z", "element vertex");
        }

        Positions = new Vector3[element.Count];
        Normals = element.IndexOf("nx") >= 0 && element.IndexOf("ny") >= 0 && element.IndexOf("nz") >= 0 ? new Vector3[element.Count] : null;
        TexCoords = U >= 0 && V >= 0 ? new Vector2[element.Count] : null;
        Colors = Red >= 0 && Green >= 0 && Blue >= 0 ? new Vector4[element.Count] : null;
    }

    /// <summary>Positions.</summary>
    public Vector3[] Positions { get; }

    /// <summary>Normals, or null.</summary>
    public Vector3[]? Normals { get; }

    /// <summary>Texture coordinates with their origin at the upper left, or null.</summary>
    public Vector2[]? TexCoords { get; }

    /// <summary>Linear colours, or null.</summary>
    public Vector4[]? Colors { get; }

    private int U => _element.IndexOf("s", "u", "texture_u", "texture_s");

    private int V => _element.IndexOf("t", "v", "texture_v", "texture_t");

    private int Red => _element.IndexOf("red", "r", "diffuse_red");

    private int Green => _element.IndexOf("green", "g", "diffuse_green");

    private int Blue => _element.IndexOf("blue", "b", "diffuse_blue");

    /// <summary>Reads all rows.</summary>
    public void Read(ref PlyValueReader values, CancellationToken cancellationToken)
    {
        (int x, int y, int z) = (_element.IndexOf("x"), _element.IndexOf("y"), _element.IndexOf("z"));
        (int nx, int ny, int nz) = (_element.IndexOf("nx"), _element.IndexOf("ny"), _element.IndexOf("nz"));
        (int u, int v, int red, int green, int blue, int alpha) = (U, V, Red, Green, Blue, _element.IndexOf("alpha", "a", "diffuse_alpha"));
        for (int i = 0; i < _element.Count; i++)
        {
            if ((i & 0xFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            ReadRow(ref values);
            Positions[i] = Vector(x, y, z);
            if (!((Numerics.Vector3d)Positions[i]).IsFinite)
            {
                throw new InvalidModelException("A coordinate is infinite or not a number", $"vertex {i}");
            }

            if (Normals is not null)
            {
                Normals[i] = Vector(nx, ny, nz);
            }

            if (TexCoords is not null)
            {
                TexCoords[i] = new Vector2((float)_row[u], 1 - (float)_row[v]);
            }

            if (Colors is not null)
            {
                Colors[i] = new Vector4(
                    ColorSpace.ToLinear(Fraction(red)), ColorSpace.ToLinear(Fraction(green)), ColorSpace.ToLinear(Fraction(blue)),
                    alpha >= 0 ? Fraction(alpha) : 1);
            }
        }
    }

    private void ReadRow(ref PlyValueReader values)
    {
        for (int p = 0; p < _element.Properties.Count; p++)
        {
            PlyProperty property = _element.Properties[p];
            if (property.CountType is null)
            {
                _row[p] = values.Read(property.Type);
            }
            else
            {
                values.Skip(property);
            }
        }
    }

    private Vector3 Vector(int x, int y, int z) => new((float)_row[x], (float)_row[y], (float)_row[z]);

    private float Fraction(int property)
    {
        double highest = _element.Properties[property].Type switch { PlyType.Single or PlyType.Double => 1, PlyType.UInt16 => 65535, _ => 255 };
        return (float)Math.Clamp(_row[property] / highest, 0, 1);
    }
}
