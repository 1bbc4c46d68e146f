namespace Kiln.Geometry.Formats.Gltf.Draco;

/// <summary>Decodes the integers of an attribute, which are stored as what they differ from a prediction (Draco bitstream, "Prediction Decoder").</summary>
internal static class DracoIntegers
{
    private const int WrappedDifferences = 1;
    private const int OctahedralDifferences = 3;

    private enum Scheme
    {
        None = -2,
        Difference = 0,
        Parallelogram = 1,
        ManyParallelograms = 4,
        TextureCoordinates = 5,
        GeometricNormals = 6,
    }

    /// <summary>Decodes the integers.</summary>
    /// <param name="reader">The stream.</param>
    /// <param name="attribute">The attribute, which gets them.</param>
    /// <param name="connectivity">The triangles.</param>
    /// <param name="position">The attribute of the positions, or null.</param>
    public static void Decode(DracoReader reader, DracoAttribute attribute, DracoConnectivity connectivity, DracoAttribute? position)
    {
        bool isNormal = attribute.Coding == DracoCoding.Normal;
        var scheme = (Scheme)(sbyte)reader.Byte();
        if (scheme != Scheme.None && reader.Byte() != (isNormal ? OctahedralDifferences : WrappedDifferences))
        {
            throw reader.Unsupported("another transform of differences than the format has today");
        }

        int[] values = ReadValues(reader, (long)attribute.Order.Count * attribute.CodedComponents, attribute.CodedComponents);
        attribute.Coded = values;
        if (scheme == Scheme.None || !isNormal)
        {
            Unfold(values);
        }

        DracoOrder order = attribute.Order;
        bool onSurface = order.Table is not null;
        switch (scheme)
        {
            case Scheme.None:
                break;
            case Scheme.Difference when isNormal:
                new DracoOctahedron(reader).RestoreDifferences(values);
                break;
            case Scheme.Difference:
                new DracoWrap(reader, attribute.Components).RestoreDifferences(values);
                break;
            case Scheme.Parallelogram when onSurface && !isNormal:
                new DracoParallelogram(order, values, attribute.Components).Restore(new DracoWrap(reader, attribute.Components));
                break;
            case Scheme.ManyParallelograms when onSurface && !isNormal:
                DracoManyParallelograms.Restore(reader, order, values, attribute.Components);
                break;
            case Scheme.TextureCoordinates when onSurface && !isNormal && attribute.Components == 2:
                new DracoTextureCoordinates(reader, order, values, Positions(reader, connectivity, position)).Restore();
                break;
            case Scheme.GeometricNormals when onSurface && isNormal:
                DracoGeometricNormals.Restore(reader, order, values, Positions(reader, connectivity, position));
                break;
            default:
                throw reader.Unsupported($"the prediction {(int)scheme}");
        }
    }

    private static DracoCornerPositions Positions(DracoReader reader, DracoConnectivity connectivity, DracoAttribute? position) =>
        position is { CodedComponents: 3, Coded.Length: > 0, Order.ValueOfPoint: { } valueOfPoint }
            ? new DracoCornerPositions(connectivity.Indices, valueOfPoint, position.Coded)
            : throw reader.Damaged("an attribute is predicted from positions that are not there");

    private static int[] ReadValues(DracoReader reader, long count, int components)
    {
        if (reader.Byte() != 0)
        {
            return DracoSymbols.Decode(reader, count, components);
        }

        int size = reader.Byte();
        if (size is < 1 or > 4)
        {
            throw reader.Damaged($"integers of {size} bytes");
        }

        int at = reader.Section((ulong)(count * size));
        int[] values = reader.Budget.Take<int>(count);
        foreach (ref int value in values.AsSpan())
        {
            for (int shift = 0; shift < 8 * size; shift += 8)
            {
                value |= reader.Data[at++] << shift;
            }
        }

        return values;
    }

    /// <summary>Makes signed numbers of those whose sign is in the lowest bit.</summary>
    private static void Unfold(Span<int> values)
    {
        foreach (ref int value in values)
        {
            value = (int)((uint)value >> 1) ^ -(value & 1);
        }
    }
}
