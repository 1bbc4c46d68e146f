namespace Kiln.Geometry.Formats.Gltf.Draco;

/// <summary>A mesh as Draco stores it: triangles of points, and attributes by their numbers.</summary>
internal sealed class DracoMesh
{
    private const int HeaderLength = 11;
    private const int TriangleMesh = 1;
    private const int HasMetadata = 0x8000;

    private readonly DracoAttribute[] _attributes;

    private DracoMesh(DracoConnectivity connectivity, DracoAttribute[] attributes)
    {
        Indices = connectivity.Indices;
        PointCount = connectivity.PointCount;
        _attributes = attributes;
    }

    /// <summary>Three points a triangle, counter-clockwise.</summary>
    public int[] Indices { get; }

    /// <summary>Number of points.</summary>
    public int PointCount { get; }

    /// <summary>Memory that the mesh takes.</summary>
    public long Bytes => ((long)Indices.Length * sizeof(int)) + _attributes.Sum(attribute => (long)PointCount * attribute.Components * sizeof(float));

    /// <summary>Decodes a mesh of bitstream version 2.2, the one that glTF asks for.</summary>
    /// <param name="data">The stream.</param>
    /// <param name="where">The primitive, for messages.</param>
    /// <exception cref="InvalidModelException">The stream is damaged, of another version, or claims more than it can hold.</exception>
    public static DracoMesh Decode(byte[] data, string where)
    {
        if (data.Length < HeaderLength || !data.AsSpan().StartsWith("DRACO"u8))
        {
            throw new InvalidModelException("The data of KHR_draco_mesh_compression does not start with \"DRACO\"", where);
        }

        var reader = new DracoReader(data, where);
        reader.Section(5);
        (byte major, byte minor, byte geometry, byte method) = (reader.Byte(), reader.Byte(), reader.Byte(), reader.Byte());
        if ((major, minor) != (2, 2))
        {
            throw reader.Unsupported($"bitstream version {major}.{minor}");
        }

        if (geometry != TriangleMesh || method > 1)
        {
            throw reader.Damaged("it is not a mesh of triangles");
        }

        if ((reader.UInt16() & HasMetadata) != 0)
        {
            DracoMetadata.Skip(reader);
        }

        DracoConnectivity connectivity = method == 0 ? DracoSequentialConnectivity.Decode(reader) : DracoEdgebreaker.Decode(reader);
        return new DracoMesh(connectivity, DracoAttributes.Decode(reader, connectivity));
    }

    /// <summary>The attribute of a number, or null.</summary>
    public DracoAttribute? Attribute(int id) => Array.Find(_attributes, attribute => attribute.Id == (uint)id);
}
